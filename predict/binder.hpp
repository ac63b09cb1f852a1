#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "predict/estimate.hpp"

namespace tokroof::predict {

/// bind() and covariances() for many steps in turn, as a sweep has them: what the steps before had in common with this one
/// (most labels, most pairs of coefficients) is not looked up again. For one thread.
class Binder {
 public:
  explicit Binder(const Fitted& fitted) : fitted_(fitted) {}

  Binding bind(const model::Step& step, model::FigureKind figure);
  const std::vector<double>& covariances(const std::vector<BoundCoefficient>& reads);

 private:
  /// Of one coefficient, under the label that its scope had when it was looked up.
  struct Known {
    std::uint64_t label = 0;  ///< labels_ changed so often; 0: it was never looked up
    BoundValue bound;
  };

  void see(const model::Labels& labels);

  const Fitted& fitted_;
  model::Labels labels_;  ///< of the last step
  std::array<std::uint64_t, model::kScopeCount> changes_{};
  std::array<Known, model::kCoefficientCount> known_;
  std::vector<BoundCoefficient> reads_;  ///< that covariances_ are of
  std::vector<double> covariances_;
};

}  // namespace tokroof::predict
