#pragma once
#include <functional>
#include <string>
#include <vector>

#include "fit/posterior.hpp"
#include "fit/solve.hpp"
#include "predict/interval.hpp"

namespace tokroof::fit {

/// What is left out together. architecture: all devices of a vendor's architecture family. device_group: devices dealt
/// to 24 groups by a hash of their names, each left out as a whole: a fifth of the work, where what counts is the
/// difference between two such evaluations.
enum class LeaveOut { device, source, model, architecture, device_group };
std::string key_of(const predict::Observation& o, LeaveOut what);

/// The residual of a figure whose device (source, model) was in no figure of the fit.
struct LeftOutResidual {
  double error = 0;  ///< ln(predicted time / measured time)
  predict::Spread spread;
  bool scored = false;
};

/// Families and bandwidths that a set of observations covers: beyond them a prediction extrapolates.
struct Coverage {
  std::map<std::string, bool, std::less<>> families;
  std::map<std::string, std::pair<double, double>, std::less<>>
      ln_bandwidth;  ///< by backend: lowest, highest

  Coverage() = default;
  Coverage(std::span<const predict::Observation> observations, const std::vector<bool>& used);
  /// Fills new_family and extrapolation.
  void describe(const model::Step& step, predict::Spread& spread) const;
};

/// One refit, while its posterior is at hand.
struct Fold {
  const Regression& regression;
  const Widths& widths;
  const std::vector<std::size_t>& tested;  ///< observations of the key that was left out
  const std::vector<double>& parameters;
  const Posterior& posterior;
};

/// Class for intervals: the contract's, prefill figures apart.
std::string interval_class(const predict::Observation& o);

/// Refits once per key (each device, say) from `start` with its figures left out, and predicts them. `score[i]`
/// false: the figure is fitted but not scored, and keys that have none to score are not refitted. Parameters that
/// only the left-out figures touch begin at their prior means. Two folds run at a time; the result does not depend
/// on it. `progress` is told folds done and folds in all; `visit` sees every refit, from either thread. What
/// one of them throws ends the work and is thrown here.
std::vector<LeftOutResidual> leave_out(const Regression& regression,
                                       const Widths& widths,
                                       const std::vector<double>& start,
                                       LeaveOut what,
                                       const std::vector<bool>& score,
                                       const std::function<void(std::size_t, std::size_t)>& progress = {},
                                       const std::function<void(const Fold&)>& visit = {});

}  // namespace tokroof::fit
