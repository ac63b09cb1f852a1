#pragma once
#include <string_view>

#include "model/time/decode_time.hpp"

namespace tokroof::predict {

/// What rules a decode step: weights, compute, power, kv, launch, link, host. Names outlive every prediction.
///
/// `weights_limit`: which of its limits rules the matrix work (weights, compute, power), see weights_limit().
/// `capped`: a power cap sets the pace of the whole step, see at_power_cap().
std::string_view bound_by(const model::Breakdown<double>& parts, std::string_view weights_limit, bool capped);

std::string_view weights_limit(const model::Step& step, const model::Coefficients<double>& c);

/// `cap_s`: power_cap(); 0 without one.
bool at_power_cap(double step_s, double cap_s);

}  // namespace tokroof::predict
