#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <ceres/cost_function.h>
#include <ceres/loss_function.h>

#include "fit/layout.hpp"
#include "fit/weights.hpp"
#include "predict/observation.hpp"

namespace tokroof {

using Widths = std::map<std::string, double, std::less<>>;

/// The maximum a posteriori of one set of observations.
struct Solution {
  std::vector<double> parameters;  ///< in layout order
  int iterations = 0;
  bool converged = false;
};

/// The regression problem: residuals of all observations and priors of all parameters. Solved again and again with
/// other rows left out and other widths; the residuals are built once.
///
///     minimize  sum_i w_i (nu+1) ln(1 + z_i^2/nu)  +  sum_j prior_j,   z = (ln t_model - ln t_measured)/sd
///     prior_j = ((x_j - mean)/sd)^2, or its Student form for heavy-tailed coefficients
///
/// In Ceres: ScaledLoss(CauchyLoss(sqrt(nu)), w (nu+1)/nu). Deterministic: one thread, fixed order.
class Regression {
 public:
  explicit Regression(const Observations& observations, const Held& held = {});

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::span<const Observation> observations() const { return observations_; }

  /// Observations with `used[i]` false (or weight 0) are left out.
  [[nodiscard]] Solution solve(const std::vector<bool>& used,
                               const Widths& widths,
                               const std::vector<double>& start) const;

  /// Predicted minus measured ln seconds of one observation, and its gradient: (parameter, derivative) pairs.
  using Gradient = std::vector<std::pair<std::size_t, double>>;
  double residual(std::size_t observation,
                  const std::vector<double>& parameters,
                  Gradient* gradient = nullptr) const;

  [[nodiscard]] double loss_weight(std::size_t observation) const {
    return observations_[observation].weight;
  }

 private:
  std::span<const Observation> observations_;
  Layout layout_;
  std::vector<std::unique_ptr<ceres::CostFunction>> residuals_;
  ceres::CauchyLoss student_;
  ceres::ScaledLoss student_prior_;
  std::vector<std::unique_ptr<ceres::LossFunction>> losses_;
};

}  // namespace tokroof
