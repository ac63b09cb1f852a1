#pragma once
#include <span>
#include <vector>

#include "fit/left_out.hpp"
#include "predict/interval.hpp"

namespace tokroof::fit {

/// One left-out residual with what it counts.
struct ScaleSample {
  double error = 0;
  double weight = 1;  ///< 1/(figures of its cell): a cell counts once
  predict::Spread spread;
};

/// The interval model, and for each group of samples the one fitted without it (what honest coverage needs).
struct FittedIntervals {
  predict::IntervalModel model;
  std::vector<predict::IntervalModel> without;  ///< by group
};

/// Fits the interval model to left-out residuals: Student likelihood of the scale, a ridge that pulls shifts to 0 and
/// ln_sd to 1; then a factor and nu, from the cross-fitted residuals, that put 50 and 90 % of the cells inside their
/// intervals; and, on the standardized residuals, a mixture of correct runs (Student, nu = 5) and others (three times
/// as wide, nu = 1).
/// `group[i]`: devices are dealt to groups, so that no device judges its own width.
/// `independent`: how many independent cells the residuals are worth (two a device): the weight against the ridge.
FittedIntervals fit_intervals(std::span<const ScaleSample> samples,
                              std::span<const int> group,
                              int groups,
                              double independent);

}  // namespace tokroof::fit
