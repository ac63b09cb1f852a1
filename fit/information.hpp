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

/// The information of a regression's parameters, as a lower triangle:
///
///     H = sum_i w_i u_i g_i g_i^T / sd_i^2  +  diag(1/sd_j^2)  (heavy-tailed priors: u_j/sd_j^2)
///
/// Which entries it has is a matter of the pass alone: zeros are kept.
Eigen::SparseMatrix<double> information(ModelPass& pass,
                                        const Widths& widths,
                                        const std::vector<double>& parameters,
                                        Weighing weighing);

}  // namespace tokroof::fit
