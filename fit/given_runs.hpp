#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "catalog/run.hpp"
#include "fit/left_out.hpp"

namespace tokroof::fit {

/// A figure of a left-out device, predicted before and after some other runs of its machine were given.
struct GivenPrediction {
  std::size_t observation = 0;
  double error_before = 0, error = 0;  ///< ln(predicted time / measured time)
  double variance_before = 0, variance = 0;
};

/// What `tokroof calibrate` gains on devices that the fit has not seen. In every fold of a left-out device, some runs
/// of a setup (one source's device under one engine, in one number and split) are given, of different models; the
/// update of fit/calibrate combines them with the fold's posterior; every figure of the setup's *other* models is
/// predicted. The owner counts as new, as users are: what the fit knows of the source is put aside.
///
/// Linear about the fold's solution, where calibrate() iterates: what moves most, the effects, is linear.
class GivenRuns {
 public:
  /// `given`: runs given at a time. At most kMostDraws choices of them for each setup: for one run each model in turn,
  /// for more a fixed pseudo-random choice of models.
  GivenRuns(std::span<const catalog::Run> runs, std::size_t given) : runs_(runs), given_(given) {}

  /// May be called from several threads.
  void visit(const Fold& fold);

  /// In an order that does not depend on the threads.
  [[nodiscard]] std::vector<GivenPrediction> predictions() const;
  [[nodiscard]] std::size_t setups() const { return setups_; }
  [[nodiscard]] std::size_t draws() const { return draws_; }

 private:
  std::vector<GivenPrediction> predict_setup(const Fold& fold, const std::vector<std::size_t>& figures);

  std::span<const catalog::Run> runs_;
  std::size_t given_;
  std::mutex adding_;
  std::map<std::size_t, std::vector<GivenPrediction>> by_fold_;  // key: the fold's first observation
  std::atomic<std::size_t> setups_{0}, draws_{0};
};

}  // namespace tokroof::fit
