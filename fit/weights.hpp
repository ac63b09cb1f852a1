#pragma once
#include <span>
#include <vector>

#include "predict/observation.hpp"

namespace tokroof::fit {

/// Degrees of freedom of the Student loss and of heavy-tailed priors: a row far out pulls ever less.
inline constexpr double kStudent = 2;
/// Information of one residual of unit scale about its location.
inline constexpr double kInformation = (kStudent + 1) / (kStudent + 3);
/// What least squares weigh a residual z by to have the slope of its loss.
inline double student_weight(double z2) { return (kStudent + 1) / (kStudent + z2); }
inline constexpr double kNoiseGpu = 0.05;  ///< [ln] scale of the loss of a decode figure

/// Whose figures: published ones, or those of the machine that is to be predicted.
enum class Whose { published, own };

/// What every figure counts in the fit, and the scale of its noise.
///
///     w = 1/2 / (1 + 0.05 (rows of its session - 1) + 0.2 (rows of its cell - 1))
///
/// Rows of a session and of a cell repeat one machine's state: they are not independent evidence. The half tempers
/// the likelihood against the priors. Weight 0: readings of exactly 1000.0 tok/s (a saturated instrument) and
/// diffusion models (several tokens a step); they are evaluated like any other. A fanless machine throttles: what others
/// publish of one is a lower limit and counts little, while one's own is what it does.
void weigh(std::span<predict::Observation> observations,
           std::span<const catalog::Run> runs,
           Whose whose = Whose::published);

}  // namespace tokroof::fit
