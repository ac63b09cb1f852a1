#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "predict/fitted.hpp"

namespace tokroof::predict {

/// Parameters of a fit as WebAssembly carries them: a line of text each, which compresses to two thirds of the array. A line holds
/// the coefficient, the label, the value and its deviation, with tabs between.
std::string packed(std::span<const FittedParameter> parameters);
/// The labels are views of the text.
std::vector<FittedParameter> unpacked(std::string_view text);

}  // namespace tokroof::predict
