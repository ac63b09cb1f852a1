#pragma once
#include "judge/diagnose/cause.hpp"
#include "judge/diagnose/variant.hpp"

namespace tokroof::judge {

/// The odds of each cause against ok, before the rate is looked at; 0 for causes that cannot be, 1 for ok.
ByCause<double> row_odds(const Stated& stated, const ByCause<bool>& possible);

}  // namespace tokroof::judge
