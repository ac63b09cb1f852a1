#include "fit/robust_update.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "fit/weights.hpp"

namespace tokroof::fit {
namespace {

/// Precision of a Student variable, 1 being that of a Gaussian of its scale.
double precision(double square, double variance) { return student_weight(square / variance); }

}  // namespace

RobustUpdate::RobustUpdate(const Belief& belief, Eigen::VectorXd noise)
    : belief_(belief),
      noise_(std::move(noise)),
      figure_precision_(Eigen::VectorXd::Ones(noise_.size())),
      effect_precision_(Eigen::VectorXd::Ones(static_cast<Eigen::Index>(belief.bound.size()))) {}

Eigen::MatrixXd RobustUpdate::at_bound(const Eigen::MatrixXd& rows) const {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(belief_.bound.size()), rows.cols());
  for (std::size_t j = 0; j < belief_.bound.size(); ++j) {
    out.row(static_cast<Eigen::Index>(j)) = rows.row(belief_.bound[j]);
  }
  return out;
}

Eigen::VectorXd RobustUpdate::step(const Eigen::MatrixXd& slopes, const Eigen::VectorXd& residual) {
  Eigen::MatrixXd spread = belief_.columns * slopes.transpose();  // C J^T
  for (std::size_t j = 0; j < belief_.bound.size(); ++j) {
    if (belief_.heavy[j]) {
      const auto column = static_cast<Eigen::Index>(j);
      const double variance = belief_.columns(belief_.bound[j], column) / effect_precision_(column);
      spread.row(belief_.bound[j]) = variance * slopes.col(column).transpose();
    }
  }
  const Eigen::MatrixXd covariance = slopes * at_bound(spread);
  const Eigen::MatrixXd noise = (noise_.array() / figure_precision_.array()).matrix().asDiagonal();
  const Eigen::LLT<Eigen::MatrixXd> solver(covariance + noise);
  const Eigen::VectorXd along = solver.solve(residual);
  const auto figures = slopes.rows();
  reweigh(slopes, solver.solve(Eigen::MatrixXd::Identity(figures, figures)), along, covariance, residual);
  return spread * along;
}

void RobustUpdate::reweigh(const Eigen::MatrixXd& slopes,
                           const Eigen::MatrixXd& inverse,
                           const Eigen::VectorXd& along,
                           const Eigen::MatrixXd& covariance,
                           const Eigen::VectorXd& residual) {
  const Eigen::VectorXd left = residual - covariance * along;
  const Eigen::MatrixXd explained = covariance * inverse;
  for (Eigen::Index i = 0; i < left.size(); ++i) {
    const double variance = covariance(i, i) - explained.row(i).dot(covariance.col(i));
    figure_precision_(i) = precision(left(i) * left(i) + variance, noise_(i));
  }
  for (std::size_t j = 0; j < belief_.bound.size(); ++j) {
    if (!belief_.heavy[j]) {
      continue;
    }
    const auto column = static_cast<Eigen::Index>(j);
    const double scale = belief_.columns(belief_.bound[j], column);
    const double variance = scale / effect_precision_(column);
    const Eigen::VectorXd q = variance * slopes.col(column);
    const double mean = q.dot(along);
    effect_precision_(column) = precision(mean * mean + variance - q.dot(inverse * q), scale);
  }
}

Eigen::MatrixXd RobustUpdate::factor(const Eigen::MatrixXd& slopes) const {
  const Eigen::MatrixXd spread = belief_.columns * slopes.transpose();
  const Eigen::MatrixXd noise = (noise_ / kInformation).asDiagonal();
  const Eigen::LLT<Eigen::MatrixXd> solver(slopes * at_bound(spread) + noise);
  return solver.matrixL().solve(spread.transpose()).transpose();
}

Eigen::MatrixXd positive_semidefinite(const Eigen::MatrixXd& covariance) {
  const Eigen::VectorXd sd = covariance.diagonal().cwiseSqrt();
  const Eigen::MatrixXd scale = sd.cwiseInverse().asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(scale * covariance * scale);
  if (eigen.eigenvalues().minCoeff() >= 0) {
    return covariance;
  }
  const Eigen::MatrixXd raised = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).asDiagonal() *
                                 eigen.eigenvectors().transpose();
  const Eigen::MatrixXd back = (sd.array() / raised.diagonal().array().sqrt()).matrix().asDiagonal();
  return back * raised * back;
}

}  // namespace tokroof::fit
