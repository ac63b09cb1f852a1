#pragma once
#include <vector>

#include <Eigen/Core>

namespace tokroof::fit {

/// A Gaussian belief about parameters, as far as new figures touch it.
struct Belief {
  Eigen::MatrixXd columns;          ///< of the covariance: every parameter x the bound ones
  std::vector<Eigen::Index> bound;  ///< parameters that the figures depend on
  std::vector<bool> heavy;  ///< of `bound`: Student prior, independent of all others; variance = scale^2
};

/// What a few new figures say about parameters that are known already: the fit's own Student noise and Student
/// effects, without solving for everything again.
///
///     y = f(x) + noise,   noise_i ~ Student(nu, sd_i/sqrt(weight_i)),   x ~ N(x0, C), its heavy members Student(nu)
///
/// Student's distribution is a Gaussian of unknown precision. The precisions w (of the figures) and l (of the heavy
/// effects) are averaged over what is not known of the rest (variational Bayes), and given them all is Gaussian:
///
///     shift = C_l J^T A^-1 r,   A = J C_l J^T + diag(v/w),   C_l = C with v_j/l_j for heavy j
///     w = (nu+1)/(nu + E[noise^2]/v),   l = (nu+1)/(nu + E[x_j^2]/v_j)
///
/// A mode would not do: one figure far off is either a bad figure or a slow machine, two modes, and the one found would
/// depend on where one starts. The average shares it out, and a second figure decides.
/// Source: Tipping and Lawrence, "Variational inference for Student-t models", Neurocomputing 69, 2005.
class RobustUpdate {
 public:
  /// `noise`: sd^2/weight of every figure.
  RobustUpdate(const Belief& belief, Eigen::VectorXd noise);

  /// One round: all parameters' distance from x0, with the precisions of the last round. `slopes`: J, figures x bound;
  /// `residual`: measured minus predicted at x0, linearized.
  Eigen::VectorXd step(const Eigen::MatrixXd& slopes, const Eigen::VectorXd& residual);

  /// F of the covariance that is left, C - F F^T. With the expected information of the noise, as in fit/posterior, so
  /// that it depends on which figures there are and not on how they came out: more figures never widen it.
  [[nodiscard]] Eigen::MatrixXd factor(const Eigen::MatrixXd& slopes) const;

 private:
  [[nodiscard]] Eigen::MatrixXd at_bound(const Eigen::MatrixXd& rows) const;
  void reweigh(const Eigen::MatrixXd& slopes,
               const Eigen::MatrixXd& inverse,
               const Eigen::VectorXd& along,
               const Eigen::MatrixXd& covariance,
               const Eigen::VectorXd& residual);

  const Belief& belief_;
  Eigen::VectorXd noise_, figure_precision_, effect_precision_;
};

/// The nearest correlations that a covariance can have: stored ones are rounded, and the small ones left out.
Eigen::MatrixXd positive_semidefinite(const Eigen::MatrixXd& covariance);

}  // namespace tokroof::fit
