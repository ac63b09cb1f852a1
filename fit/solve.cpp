#include "fit/solve.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "fit/minimize.hpp"
#include "fit/objective.hpp"
#include "fit/posterior.hpp"

namespace tokroof::fit {
namespace {

constexpr int kRounds = 30;
constexpr int kIterations = 15;  // of a round; the next one begins with the information of where it got
constexpr double kFunctionTolerance = 1e-5;  // relative; the posterior is flat long before

/// The objective over y, where x = origin + S y and S S^T is the covariance at the origin.
class Whitened final : public SmoothFunction {
 public:
  Whitened(Objective& objective, const Posterior& posterior, const std::vector<double>& origin)
      : objective_(objective), posterior_(posterior), origin_(origin) {}

  [[nodiscard]] std::vector<double> parameters(const double* y) const {
    std::vector<double> x = origin_;
    Eigen::Map<Eigen::VectorXd>(x.data(), size()) +=
        posterior_.root(Eigen::Map<const Eigen::VectorXd>(y, size()));
    return x;
  }

  bool evaluate(const double* y, double* value, double* gradient) const override {
    std::vector<double> by_parameter;
    *value = objective_(parameters(y), by_parameter);
    if (gradient != nullptr) {
      Eigen::Map<Eigen::VectorXd>(gradient, size()) =
          posterior_.root_transposed(Eigen::Map<const Eigen::VectorXd>(by_parameter.data(), size()));
    }
    return std::isfinite(*value);
  }

  [[nodiscard]] int size() const override { return static_cast<int>(origin_.size()); }

 private:
  Objective& objective_;
  const Posterior& posterior_;
  const std::vector<double>& origin_;
};

}  // namespace

Regression::Regression(const predict::Observations& observations, const Held& held)
    : observations_(observations.all), layout_(observations.all, held) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_uses;
  for (std::size_t i = 0; i < observations_.size(); ++i) {
    const std::span<const Use> uses = layout_.uses_of(i);
    std::vector<std::size_t>& candidates =
        by_uses[{reinterpret_cast<const char*>(uses.data()), uses.size_bytes()}];
    const auto alike = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t other) {
      return observations_[other].figure == observations_[i].figure &&
             model::same_counts(observations_[other].step, observations_[i].step);
    });
    first_alike_.push_back(alike == candidates.end() ? i : *alike);
    if (alike == candidates.end()) {
      candidates.push_back(i);
    }
  }
}

double Regression::residual(std::size_t observation,
                            const std::vector<double>& parameters,
                            Gradient* gradient) const {
  if (gradient == nullptr) {
    return ln_seconds(observation, parameters, nullptr) - observations_[observation].ln_seconds;
  }
  const std::span<const Use> uses = layout_.uses_of(observation);
  std::vector<double> derivatives(uses.size());
  const double error =
      ln_seconds(observation, parameters, derivatives.data()) - observations_[observation].ln_seconds;
  gradient->clear();
  for (std::size_t k = 0; k < uses.size(); ++k) {
    gradient->emplace_back(uses[k].parameter, derivatives[k]);
  }
  return error;
}

Solution Regression::solve(const std::vector<bool>& used,
                           const Widths& widths,
                           const std::vector<double>& start,
                           Cores cores) const {
  Objective objective(*this, used, widths, cores);
  Solution solution{.parameters = start};
  for (int round = 0; round < kRounds && !solution.converged; ++round) {
    const Posterior posterior(*this, used, widths, solution.parameters, cores);
    const Whitened whitened(objective, posterior, solution.parameters);
    std::vector<double> y(start.size(), 0.0);
    Minimization how{.most_iterations = kIterations, .function_tolerance = kFunctionTolerance};
    minimize(whitened, how, y);
    solution.parameters = whitened.parameters(y.data());
    solution.iterations += how.iterations;
    solution.converged = how.converged;
  }
  return solution;
}

}  // namespace tokroof::fit
