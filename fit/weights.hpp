#pragma once
#include <span>
#include <vector>

#include "predict/observation.hpp"

namespace tokroof {

/// What every figure counts in the fit, and the scale of its noise.
///
///     w = 1/2 / (1 + 0.05 (rows of its session - 1) + 0.2 (rows of its cell - 1))
///
/// Rows of a session and of a cell repeat one machine's state: they are not independent evidence. The half tempers
/// the likelihood against the priors. Weight 0: readings of exactly 1000.0 tok/s (a saturated instrument) and
/// diffusion models (several tokens a step); they are evaluated like any other.
void weigh(std::span<Observation> observations, std::span<const Run> runs);

}  // namespace tokroof
