#pragma once
#include <vector>

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>

#include "fit/solve.hpp"

namespace tokroof::fit {

/// Covariance of the parameters at a solution, C = H^-1 with the expected (Fisher) information of loss and priors:
///
///     H = sum_i w_i I g_i g_i^T / sd_i^2  +  diag(1/sd_j^2)  (heavy-tailed priors: I/sd_j^2),   I = (nu+1)/(nu+3)
///
/// I is the information of one Student residual about its location. The weights of reweighted least squares,
/// (nu+1)/(nu + z^2), claim more: 95 % intervals then hold 91 times in 100, with I 95 times (tests/fit/solve_test.cpp).
///
/// Kept as a sparse factor: a prediction needs g^T C g, not C. (ceres::Covariance gives the same from a QR of the
/// Jacobian, block pairs listed beforehand; here every column may be asked for, and left-out fits ask often.)
class Posterior {
 public:
  Posterior(const Regression& regression,
            const std::vector<bool>& used,
            const Widths& widths,
            const std::vector<double>& parameters,
            Cores cores = Cores::one);

  /// g^T C g
  [[nodiscard]] double variance(const Regression::Gradient& gradient) const;
  /// C g: what a figure with this gradient says about every parameter.
  [[nodiscard]] Eigen::VectorXd times(const Regression::Gradient& gradient) const;
  /// Diagonal of C.
  [[nodiscard]] std::vector<double> variances() const;
  /// One column of C.
  [[nodiscard]] Eigen::VectorXd column(std::size_t parameter) const;

  /// S y and S^T g, where S S^T = C: in coordinates y, the information is the identity (the solver's).
  [[nodiscard]] Eigen::VectorXd root(const Eigen::VectorXd& y) const;
  [[nodiscard]] Eigen::VectorXd root_transposed(const Eigen::VectorXd& g) const;

 private:
  [[nodiscard]] Eigen::VectorXd dense(const Regression::Gradient& gradient) const;

  Eigen::SimplicialLLT<Eigen::SparseMatrix<double>> factor_;
  Eigen::Index size_;
};

}  // namespace tokroof::fit
