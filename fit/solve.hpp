#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "fit/layout.hpp"
#include "fit/minimize.hpp"
#include "fit/residual.hpp"
#include "fit/weights.hpp"
#include "predict/observation.hpp"

namespace tokroof::fit {

using Widths = std::map<std::string, double, std::less<>>;

/// Cores that a solve may use. Its result does not depend on them.
enum class Cores { one, all };

/// The regression problem: residuals of all observations and priors of all parameters. Solved again and again with
/// other rows left out and other widths.
///
///     minimize  sum_i w_i (nu+1) ln(1 + z_i^2/nu)  +  sum_j prior_j,   z = (ln t_model - ln t_measured)/sd
///     prior_j = ((x_j - mean)/sd)^2, or its Student form for heavy-tailed coefficients
///
/// By iteratively reweighted least squares, see solve(). Deterministic.
class Regression {
 public:
  explicit Regression(const predict::Observations& observations, const Held& held = {});

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::span<const predict::Observation> observations() const { return observations_; }

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

class ModelPass;

/// Of a step by reweighted least squares, which is a cautious one.
inline constexpr double kStride = 1.3;

/// How near to the optimum: widths and noise are estimated from a solution that need not be exact.
enum class Nearness { rough, full };

/// The maximum a posteriori of what a pass uses, in layout order: by minimize(), where H is the information reweighted at
/// x (information.hpp). Least squares with those weights lie above the loss and touch it at x, so that a step of their
/// minimum gains; one that is longer by a third makes up for some of their caution (docs/decisions.md).
///
/// Of a parameter's own curvature, the greater of this step's and the last one's counts. The time of a step is the maximum
/// of what overlaps: where a parameter has no part in it, its curvature is next to nothing, and a step by that alone leaps
/// across the bend and back for ever.
[[nodiscard]] Solution solve(ModelPass& pass,
                             const Widths& widths,
                             const std::vector<double>& start,
                             Nearness nearness = Nearness::full);

}  // namespace tokroof::fit
