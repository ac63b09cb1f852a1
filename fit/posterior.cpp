#include "fit/posterior.hpp"

#include <cmath>

#include "fit/model_pass.hpp"

namespace tokroof::fit {
Posterior::Posterior(const Regression& regression,
                     const std::vector<bool>& used,
                     const Widths& widths,
                     const std::vector<double>& parameters,
                     Cores cores)
    : size_(static_cast<Eigen::Index>(parameters.size())) {
  const std::span<const predict::Observation> all = regression.observations();
  ModelPass pass(regression, used, cores);
  pass.at(parameters);
  // A row a figure, and one a prior: each scaled by the root of its information.
  Eigen::SparseMatrix<double, Eigen::RowMajor> jacobian(static_cast<Eigen::Index>(all.size()) + size_, size_);
  Eigen::Index row = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!pass.has(i)) {
      continue;
    }
    jacobian.startVec(row);
    const std::size_t time = pass.time_of(i);
    const double root = std::sqrt(all[i].weight * kInformation) / all[i].sd;
    const std::span<const double> derivatives = pass.derivatives(time);
    std::size_t k = 0;
    for (const Use& use : pass.uses(time)) {
      jacobian.insertBack(row, use.parameter) = root * derivatives[k++];
    }
    row += 1;
  }
  const std::vector<double> sd = regression.layout().prior_sds(widths);
  for (const Block& block : regression.layout().blocks()) {
    const double root = std::sqrt(block.heavy_tailed ? kInformation : 1.0);
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      jacobian.startVec(row);
      jacobian.insertBack(row++, static_cast<Eigen::Index>(j)) = root / sd[j];
    }
  }
  jacobian.finalize();
  factor_.compute(jacobian.transpose() * jacobian);
}

Eigen::VectorXd Posterior::root(const Eigen::VectorXd& y) const {
  return factor_.permutationPinv() * Eigen::VectorXd(factor_.matrixU().solve(y));
}

Eigen::VectorXd Posterior::root_transposed(const Eigen::VectorXd& g) const {
  const Eigen::VectorXd permuted = factor_.permutationP() * g;
  return factor_.matrixL().solve(permuted);
}

double Posterior::variance(const Regression::Gradient& gradient) const {
  return root_transposed(dense(gradient)).squaredNorm();
}

Eigen::VectorXd Posterior::times(const Regression::Gradient& gradient) const {
  return factor_.solve(dense(gradient));
}

Eigen::VectorXd Posterior::dense(const Regression::Gradient& gradient) const {
  Eigen::VectorXd g = Eigen::VectorXd::Zero(size_);
  for (const auto& [parameter, derivative] : gradient) {
    g(static_cast<Eigen::Index>(parameter)) += derivative;
  }
  return g;
}

std::vector<double> Posterior::variances() const {
  std::vector<double> out;
  for (Eigen::Index j = 0; j < size_; ++j) {
    out.push_back(variance({{static_cast<std::size_t>(j), 1.0}}));
  }
  return out;
}

Eigen::VectorXd Posterior::column(std::size_t parameter) const {
  Eigen::VectorXd unit = Eigen::VectorXd::Zero(size_);
  unit(static_cast<Eigen::Index>(parameter)) = 1;
  return factor_.solve(unit);
}

}  // namespace tokroof::fit
