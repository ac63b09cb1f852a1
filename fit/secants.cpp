#include "fit/secants.hpp"

#include <utility>

#include <Eigen/Eigenvalues>

namespace tokroof::fit {
namespace {

constexpr double kFlat = 1e-8;  // of the greatest curvature: along less, the changes tell nothing

}  // namespace

void Secants::add(Eigen::VectorXd step, Eigen::VectorXd change_of_gradient) {
  last_.push_back({std::move(step), std::move(change_of_gradient)});
  if (last_.size() > memory_) {
    last_.pop_front();
  }
}

void Secants::forget() { last_.clear(); }

std::optional<Secants::Leap> Secants::leap(const Eigen::VectorXd& gradient) const {
  if (last_.empty()) {
    return std::nullopt;
  }
  const auto n = static_cast<Eigen::Index>(last_.size());
  Eigen::MatrixXd curvature(n, n);
  Eigen::VectorXd slope(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::VectorXd& step = last_[static_cast<std::size_t>(i)].step;
    slope(i) = step.dot(gradient);
    for (Eigen::Index j = 0; j < n; ++j) {
      curvature(i, j) = step.dot(last_[static_cast<std::size_t>(j)].change);
    }
  }
  if (!(curvature.diagonal().minCoeff() > 0)) {
    return std::nullopt;
  }
  const Eigen::VectorXd scale = curvature.diagonal().cwiseSqrt().cwiseInverse();  // steps are of many lengths
  const Eigen::MatrixXd scaled = scale.asDiagonal() * curvature * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen((scaled + scaled.transpose()) / 2);
  const Eigen::VectorXd& bends = eigen.eigenvalues();
  if (!(bends.minCoeff() > kFlat * bends.maxCoeff())) {
    return std::nullopt;
  }
  const Eigen::MatrixXd along = scale.asDiagonal() * eigen.eigenvectors();
  const Eigen::VectorXd parts = -(along * bends.cwiseInverse().asDiagonal() * along.transpose() * slope);
  Leap out{Eigen::VectorXd::Zero(gradient.size()), gradient};
  for (Eigen::Index i = 0; i < n; ++i) {
    out.step += parts(i) * last_[static_cast<std::size_t>(i)].step;
    out.gradient += parts(i) * last_[static_cast<std::size_t>(i)].change;
  }
  return out;
}

}  // namespace tokroof::fit
