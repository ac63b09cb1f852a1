#pragma once
#include <span>
#include <string>
#include <vector>

#include "predict/fitted.hpp"
#include "predict/observation.hpp"

namespace tokroof::fit {

/// A parameter that one's own runs moved.
struct Moved {
  std::string name, label;
  double before = 0, after = 0;        ///< before its transform
  double sd_before = 0, sd_after = 0;  ///< of the same
};

struct Calibration {
  predict::Fitted fitted;    ///< for the machine that the runs were made on
  std::vector<Moved> moved;  ///< what the runs depend on, what moved most of its deviations first
  int rounds = 0;
};

/// Combines figures of one's own machine with a fit: its Gaussian posterior, updated (fit/robust_update) where the
/// figures' labels reach, and through the stored correlations everywhere else. Nothing else is refitted.
///
/// `own` must have weights and deviations (fit/weights) and labels without a source (observe() with OwnRuns), as
/// predictions have: the effects of this machine and of how its owner measures are then found by every prediction.
/// Labels that no run has touched start at their priors. No figures: the fit unchanged.
Calibration calibrate(const predict::Fitted& fitted, std::span<const predict::Observation> own);

}  // namespace tokroof::fit
