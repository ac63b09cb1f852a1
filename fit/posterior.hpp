#pragma once
#include <vector>

#include <Eigen/Core>

#include "fit/factor.hpp"
#include "fit/model_pass.hpp"
#include "fit/solve.hpp"

namespace tokroof::fit {

/// Covariance of the parameters at a solution, C = H^-1 with the expected (Fisher) information of loss and priors
/// (information.hpp). The weights of reweighted least squares claim more: 95 % intervals then hold 91 times in 100, with
/// the expectation 95 times (tests/fit/solve_test.cpp).
///
/// Kept as a sparse factor: a prediction needs g^T C g, not C, and every column may be asked for.
class Posterior {
 public:
  Posterior(ModelPass& pass, const Widths& widths, const std::vector<double>& parameters);

  /// g^T C g
  [[nodiscard]] double variance(const Regression::Gradient& gradient) const;
  /// C g: what a figure with this gradient says about every parameter.
  [[nodiscard]] Eigen::VectorXd times(const Regression::Gradient& gradient) const;
  /// Diagonal of C.
  [[nodiscard]] std::vector<double> variances() const;
  /// One column of C.
  [[nodiscard]] Eigen::VectorXd column(std::size_t parameter) const;

  /// S^T g, where S S^T = C.
  [[nodiscard]] Eigen::VectorXd root_transposed(const Eigen::VectorXd& g) const {
    return factor_.root_transposed(g);
  }

 private:
  [[nodiscard]] Eigen::VectorXd dense(const Regression::Gradient& gradient) const;

  Factor factor_;
  Eigen::Index size_;
};

}  // namespace tokroof::fit
