#pragma once
#include "tests/laws/dice.hpp"
#include "tests/laws/question.hpp"

namespace tokroof::laws {

/// A whole question at random: mostly what people ask (a model that fits, a split that the engine has, a link that the
/// devices carry), with a few senseless options among it.
Question draw(Dice& dice);

}  // namespace tokroof::laws
