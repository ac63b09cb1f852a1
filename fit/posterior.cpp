#include "fit/posterior.hpp"

namespace tokroof {
namespace {

using Triplets = std::vector<Eigen::Triplet<double>>;

void add_priors(const Layout& layout, const Widths& widths, Triplets& entries) {
  const std::vector<double> sd = layout.prior_sds(widths);
  for (const Block& block : layout.blocks()) {
    const double information = block.heavy_tailed ? kInformation : 1.0;
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      entries.emplace_back(static_cast<int>(j), static_cast<int>(j), information / (sd[j] * sd[j]));
    }
  }
}

}  // namespace

Posterior::Posterior(const Regression& regression,
                     const std::vector<bool>& used,
                     const Widths& widths,
                     const std::vector<double>& parameters)
    : size_(static_cast<Eigen::Index>(parameters.size())) {
  const std::span<const Observation> all = regression.observations();
  Triplets entries;  // of the Jacobian, each row scaled by the root of its weight
  Regression::Gradient gradient;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!used[i] || !(all[i].weight > 0)) {
      continue;
    }
    regression.residual(i, parameters, &gradient);
    const double root = std::sqrt(all[i].weight * kInformation) / all[i].sd;
    for (const auto& [parameter, derivative] : gradient) {
      entries.emplace_back(static_cast<int>(i), static_cast<int>(parameter), root * derivative);
    }
  }
  Eigen::SparseMatrix<double> jacobian(static_cast<Eigen::Index>(all.size()), size_);
  jacobian.setFromTriplets(entries.begin(), entries.end());
  Triplets diagonal;
  add_priors(regression.layout(), widths, diagonal);
  Eigen::SparseMatrix<double> priors(size_, size_);
  priors.setFromTriplets(diagonal.begin(), diagonal.end());
  const Eigen::SparseMatrix<double> transposed = jacobian.transpose();
  Eigen::SparseMatrix<double> hessian = transposed * jacobian;
  hessian += priors;
  factor_.compute(hessian);
}

double Posterior::variance(const Regression::Gradient& gradient) const {
  const Eigen::VectorXd permuted = factor_.permutationP() * dense(gradient);
  return factor_.matrixL().solve(permuted).squaredNorm();
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

}  // namespace tokroof
