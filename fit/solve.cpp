#include "fit/solve.hpp"

#include <cmath>

#include <ceres/normal_prior.h>
#include <ceres/problem.h>
#include <ceres/solver.h>

#include "fit/residual.hpp"

namespace tokroof {
namespace {

constexpr int kMostIterations = 60;
constexpr double kFunctionTolerance = 1e-5;  // relative; the posterior is flat long before

std::vector<double*> pointers(const Layout& layout, const std::vector<std::size_t>& blocks, double* values) {
  std::vector<double*> out;
  out.reserve(blocks.size());
  for (const std::size_t b : blocks) {
    out.push_back(values + layout.blocks()[b].offset);
  }
  return out;
}

ceres::NormalPrior* prior_of(const Block& block,
                             const std::vector<double>& mean,
                             const std::vector<double>& sd) {
  const auto n = static_cast<Eigen::Index>(block.coefficients.size());
  ceres::Matrix precision = ceres::Matrix::Zero(n, n);
  ceres::Vector center(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    precision(i, i) = 1 / sd[block.offset + static_cast<std::size_t>(i)];
    center(i) = mean[block.offset + static_cast<std::size_t>(i)];
  }
  return new ceres::NormalPrior(precision, center);
}

}  // namespace

Regression::Regression(const Observations& observations, const Held& held)
    : observations_(observations.all),
      layout_(observations.all, held),
      student_(std::sqrt(kStudent)),
      student_prior_(&student_, (kStudent + 1) / kStudent, ceres::DO_NOT_TAKE_OWNERSHIP) {
  for (std::size_t i = 0; i < observations_.size(); ++i) {
    residuals_.push_back(make_residual(observations_[i], layout_, i));
    losses_.push_back(std::make_unique<ceres::ScaledLoss>(
        &student_, observations_[i].weight * (kStudent + 1) / kStudent, ceres::DO_NOT_TAKE_OWNERSHIP));
  }
}

Solution Regression::solve(const std::vector<bool>& used,
                           const Widths& widths,
                           const std::vector<double>& start) const {
  Solution solution{.parameters = start};
  double* values = solution.parameters.data();
  ceres::Problem::Options options;
  options.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  options.loss_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  options.disable_all_safety_checks = true;
  ceres::Problem problem(options);
  for (std::size_t i = 0; i < observations_.size(); ++i) {
    if (used[i] && observations_[i].weight > 0) {
      problem.AddResidualBlock(
          residuals_[i].get(), losses_[i].get(), pointers(layout_, layout_.blocks_of(i), values));
    }
  }
  std::vector<std::unique_ptr<ceres::CostFunction>> priors;
  const std::vector<double> mean = layout_.prior_means();
  const std::vector<double> sd = layout_.prior_sds(widths);
  for (const Block& block : layout_.blocks()) {
    priors.emplace_back(prior_of(block, mean, sd));
    problem.AddResidualBlock(priors.back().get(),
                             block.heavy_tailed ? const_cast<ceres::ScaledLoss*>(&student_prior_) : nullptr,
                             values + block.offset);
  }
  ceres::Solver::Options how;
  how.linear_solver_type = ceres::SPARSE_NORMAL_CHOLESKY;
  how.max_num_iterations = kMostIterations;
  how.function_tolerance = kFunctionTolerance;
  how.num_threads = 1;
  how.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(how, &problem, &summary);
  solution.iterations = static_cast<int>(summary.iterations.size());
  solution.converged = summary.termination_type == ceres::CONVERGENCE;
  return solution;
}

double Regression::residual(std::size_t observation,
                            const std::vector<double>& parameters,
                            Gradient* gradient) const {
  const std::vector<std::size_t>& blocks = layout_.blocks_of(observation);
  std::vector<const double*> values;
  std::vector<std::vector<double>> derivatives;
  std::vector<double*> jacobians;
  for (const std::size_t b : blocks) {
    values.push_back(parameters.data() + layout_.blocks()[b].offset);
    derivatives.emplace_back(layout_.blocks()[b].coefficients.size());
  }
  jacobians.reserve(derivatives.size());
  for (auto& d : derivatives) {
    jacobians.push_back(d.data());
  }
  double z = 0;
  residuals_[observation]->Evaluate(values.data(), &z, gradient != nullptr ? jacobians.data() : nullptr);
  const double sd = observations_[observation].sd;
  if (gradient != nullptr) {
    gradient->clear();
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      for (std::size_t i = 0; i < derivatives[b].size(); ++i) {
        gradient->emplace_back(layout_.blocks()[blocks[b]].offset + i, derivatives[b][i] * sd);
      }
    }
  }
  return z * sd;
}

}  // namespace tokroof
