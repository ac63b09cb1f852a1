#pragma once
#include <cstddef>
#include <vector>

#include "predict/estimate.hpp"

namespace tokroof::predict {

/// Covariances of the coefficients that a figure reads: rows of the lower triangle, what is off the diagonal doubled, so that
/// g^T C g is a sum over it. A coefficient that no run has touched is independent of all others.
class Covariances {
 public:
  explicit Covariances(const Fitted& fitted) : fitted_(fitted) {}

  /// Those of `reads`, which ascend by coefficient; of pairs that were among the last ones nothing is looked up again.
  const std::vector<double>& of(const std::vector<BoundCoefficient>& reads);

 private:
  const Fitted& fitted_;
  std::vector<BoundCoefficient> reads_;
  std::vector<double> rows_, last_;
  std::vector<std::size_t> places_;
};

}  // namespace tokroof::predict
