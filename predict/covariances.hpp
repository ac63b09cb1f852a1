#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "predict/estimate.hpp"

namespace tokroof::predict {

/// Covariances of the coefficients that a figure reads: rows of the lower triangle, what is off the diagonal doubled, so that
/// g^T C g is a sum over it. A coefficient that no run has touched is independent of all others.
class Covariances {
 public:
  explicit Covariances(const Fitted& fitted);

  /// Those of `reads`, which ascend by coefficient; valid until the next ones. Of pairs that were among the last ones with
  /// these coefficients, or with most of them, nothing is looked up again.
  const std::vector<double>& of(const std::vector<BoundCoefficient>& reads);

 private:
  struct Triangle {
    std::vector<BoundCoefficient> reads;
    std::vector<double> rows;

    [[nodiscard]] double* row(std::size_t i) { return &rows[i * (i + 1) / 2]; }
  };

  Triangle& of_these_coefficients(const std::vector<BoundCoefficient>& reads);
  void put(Triangle& triangle, std::size_t i);
  double twice(std::size_t a, std::size_t b);

  const Fitted& fitted_;
  std::vector<Triangle> known_;  ///< each of other coefficients
  std::size_t last_ = 0;         ///< of these, the one that was asked for last
  std::vector<std::size_t> changed_;
  struct Pair {
    std::uint32_t a = std::numeric_limits<std::uint32_t>::max(), b = 0;
    double twice = 0;
  };
  std::vector<Pair> pairs_;  ///< the last ones, each at its own place
};

}  // namespace tokroof::predict
