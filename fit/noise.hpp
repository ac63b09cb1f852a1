#pragma once
#include <span>
#include <vector>

#include "fit/solve.hpp"
#include "predict/observation.hpp"

namespace tokroof::fit {

/// Scale of the loss by source and kind of figure (device, CPU, prefill), from the residuals of a first fit: one step of
/// expectation-maximization for a Student scale s with nu = kStudent,
///     s^2 = (sum w u r^2 + n0 s0^2)/(sum w + n0),   u = (nu + 1)/(nu + (r/s0)^2),
/// around the assumed scale s0 that weigh() has set, worth n0 = 10 figures. More steps run away from it: effects of
/// sources and machines then take up what noise gives back (left out, unified memory gets 0.4 points worse).
void estimate_noise(const Regression& regression,
                    const std::vector<double>& parameters,
                    std::span<predict::Observation> observations);

}  // namespace tokroof::fit
