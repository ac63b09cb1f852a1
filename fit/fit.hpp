#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "fit/left_out.hpp"
#include "fit/posterior.hpp"
#include "fit/solve.hpp"
#include "judge/score/evaluation.hpp"

namespace tokroof::fit {

/// A fit of all coefficients to a set of runs. Owns what its parts refer to, hence not copyable.
struct Fit {
  std::vector<catalog::Run> runs;
  predict::Observations observations;
  std::unique_ptr<Regression> regression;
  Widths widths;
  Solution solution;
  double seconds_s = 0;
};

/// Fits in two passes: coefficients at the table's widths, then widths from the effects (update_widths) and
/// coefficients again. Deterministic.
/// `used[i]` false: row i is counted, to be evaluated, but has no part in the fit (empty: all have).
std::unique_ptr<Fit> fit_runs(const catalog::Catalog& catalog,
                              std::vector<catalog::Run> runs,
                              const std::vector<bool>& used = {});

/// Covariance of the fitted parameters.
Posterior posterior_of(const Fit& fit);

/// Every figure predicted by the fit that includes it.
std::vector<judge::Scored> in_sample(const Fit& fit);

/// Every figure (of the rows that `wanted` names; empty: all) predicted by a fit without its device, source or model,
/// with intervals that its device's residuals had no part in.
/// `given` runs of a left-out device: how its other models are predicted before and after (fit/given_runs).
struct GivenEvaluation {
  std::vector<judge::Scored> before,
      after;  ///< of equal length: the same figures, one entry for every choice of given runs
  std::size_t setups = 0, draws = 0;
};
struct LeftOutEvaluation {
  std::vector<judge::Scored> scored;
  predict::IntervalModel decode, prefill;
  GivenEvaluation given;
};
using Progress = std::function<void(std::size_t done, std::size_t all)>;
LeftOutEvaluation evaluate_left_out(const Fit& fit,
                                    LeaveOut what,
                                    const std::vector<bool>& wanted_runs = {},
                                    const Progress& progress = {},
                                    std::size_t given = 0);

/// The text of coefficients.json: parameters with deviations and correlations, widths, intervals, what the data cover
/// and the fit's figures. One parameter a line.
std::string coefficients_json(const Fit& fit,
                              const LeftOutEvaluation& left_out,
                              std::string_view fingerprint);

/// Fingerprint (FNV-1a, 64 bits, hexadecimal) of the texts that were fitted.
std::string fingerprint(std::span<const std::string_view> texts);

}  // namespace tokroof::fit
