#include "fit/posterior.hpp"

#include "fit/information.hpp"

namespace tokroof::fit {

Posterior::Posterior(ModelPass& pass, const Widths& widths, const std::vector<double>& parameters)
    : factor_(pass.sparsity()), size_(static_cast<Eigen::Index>(parameters.size())) {
  factor_.factorize(Information(pass, widths).at(parameters, Weighing::expected));
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
