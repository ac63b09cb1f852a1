#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "fit/layout.hpp"
#include "fit/residual.hpp"
#include "fit/weights.hpp"
#include "predict/observation.hpp"

namespace tokroof::fit {

using Widths = std::map<std::string, double, std::less<>>;

/// The maximum a posteriori of one set of observations.
struct Solution {
  std::vector<double> parameters;  ///< in layout order
  int iterations = 0;
  bool converged = false;
};

/// Cores that a solve may use. Its result does not depend on them.
enum class Cores { one, all };

/// The regression problem: residuals of all observations and priors of all parameters. Solved again and again with
/// other rows left out and other widths.
///
///     minimize  sum_i w_i (nu+1) ln(1 + z_i^2/nu)  +  sum_j prior_j,   z = (ln t_model - ln t_measured)/sd
///     prior_j = ((x_j - mean)/sd)^2, or its Student form for heavy-tailed coefficients
///
/// By Ceres' L-BFGS, in coordinates in which the expected information is the identity (posterior.hpp): there its steps
/// are those of Fisher scoring, and its memory learns the curvature that the expectation leaves out. Deterministic.
class Regression {
 public:
  explicit Regression(const predict::Observations& observations, const Held& held = {});

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::span<const predict::Observation> observations() const { return observations_; }

  /// Observations with `used[i]` false (or weight 0) are left out.
  [[nodiscard]] Solution solve(const std::vector<bool>& used,
                               const Widths& widths,
                               const std::vector<double>& start,
                               Cores cores = Cores::all) const;

  /// Predicted minus measured ln seconds of one observation, and its gradient.
  using Gradient = tokroof::fit::Gradient;
  double residual(std::size_t observation,
                  const std::vector<double>& parameters,
                  Gradient* gradient = nullptr) const;

  /// Model's ln seconds of one observation, and their derivatives by its uses (residual.hpp).
  double ln_seconds(std::size_t observation,
                    const std::vector<double>& parameters,
                    double* derivatives) const {
    return ln_model_seconds(
        observations_[observation], layout_.uses_of(observation), parameters, derivatives);
  }

  [[nodiscard]] double loss_weight(std::size_t observation) const {
    return observations_[observation].weight;
  }

  /// The first observation with the same step and parameters, and so with the same time by the model.
  [[nodiscard]] std::size_t first_alike(std::size_t observation) const { return first_alike_[observation]; }

 private:
  std::span<const predict::Observation> observations_;
  Layout layout_;
  std::vector<std::size_t> first_alike_;
};

}  // namespace tokroof::fit
