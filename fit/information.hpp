#pragma once
#include <vector>

#include <Eigen/SparseCore>

#include "fit/model_pass.hpp"

namespace tokroof::fit {

/// By what a figure's loss, and a heavy-tailed prior, count: both are a Student variable's.
enum class Weighing {
  expected,   ///< I = (nu+1)/(nu+3), the information of its location: of the posterior's covariance
  reweighted  ///< (nu+1)/(nu + z^2), of the least squares with its loss's slope: of the solver's steps
};

/// The information of a regression's parameters, as an upper triangle in the order of elimination (sparsity.hpp, factor.hpp):
///
///     H = sum_i w_i u_i g_i g_i^T / sd_i^2  +  diag(1/sd_j^2)  (heavy-tailed priors: u_j/sd_j^2)
///
/// Which entries it has is a matter of the pass alone: zeros are kept (sparsity.hpp). Products of times alike
/// are summed densely before they are added. The pass must outlive this.
class Information {
 public:
  Information(ModelPass& pass, const Widths& widths);

  /// H there, until the next call.
  const Eigen::SparseMatrix<double>& at(const std::vector<double>& parameters, Weighing weighing);

 private:
  /// What all figures of a time weigh together.
  [[nodiscard]] double figures(std::size_t time, Weighing weighing) const;

  ModelPass& pass_;
  std::vector<Measured> measured_;
  std::vector<double> mean_, sd_;  // of the priors
  Eigen::SparseMatrix<double> h_;
};

}  // namespace tokroof::fit
