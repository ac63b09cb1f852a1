#pragma once
#include <vector>

#include "predict/estimate.hpp"

namespace tokroof::whatif {

/// How surely one prediction is faster than another.
///
/// Two machines under one engine share most of the coefficients: what is uncertain for both the same way (the engine's
/// launch cost, who publishes) drops out of their difference, which is therefore surer than both intervals look.
///
///     v_ab = (g_a - g_b)^T C (g_a - g_b) + prior variance of what only one of them has and no run has touched
///     rho  = (v_a + v_b - v_ab)/2 / sqrt((v_a + f^2)(v_b + f^2))            f = 0.03, as in the intervals
///     s_ab = sqrt(s_a^2 + s_b^2 - 2 rho s_a s_b)
///     tied: |ln(rate_a/rate_b)| <= t_5((1 + level)/2) sqrt(s_ab^2 + x^2)
///
///   g, C  gradient of ln t, covariance of the coefficients (the joint posterior)
///   s     scale of a correct run: wider than sqrt(v), as left-out devices demand (predict/interval.hpp)
///   x     deviation of what else the metric divides by; prices are taken as exact
///
/// Ignores: that the part of s beyond v may be shared too (then more differences are sure than shown here).
class Contender {
 public:
  Contender(const predict::Fitted& fitted,
            const model::Step& step,
            const predict::Estimate& estimate,
            double ln_value,
            double ln_value_sd);

  [[nodiscard]] double ln_value() const { return ln_value_; }
  /// Whether the difference of the two values is inside its own central interval at `level`.
  [[nodiscard]] bool tied_with(const predict::Fitted& fitted, const Contender& other, double level) const;
  /// Deviation of ln(value/other's value), at the scale of correct runs.
  [[nodiscard]] double scale_of_difference(const predict::Fitted& fitted, const Contender& other) const;

 private:
  const model::Step* step_;  ///< of a prediction that outlives this
  std::vector<predict::Dependence> dependences_;
  double variance_ = 0;
  double scale_ = 0, nu_ = 0;
  double ln_value_ = 0, ln_value_sd_ = 0;
};

}  // namespace tokroof::whatif
