#include "fit/minimize.hpp"

#include <cmath>

#include "fit/secants.hpp"

namespace tokroof::fit {
namespace {

constexpr int kMostIterations = 200;
constexpr double kShortest = 1e-3;  // of the steps that are tried
constexpr int kEnough = 2;          // steps in turn that gain little: one may have been cut short by a bend

Eigen::Map<const Eigen::VectorXd> vector(const std::vector<double>& x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}

}  // namespace

Solution minimize(const Smooth& function,
                  const Direction& direction,
                  std::vector<double> start,
                  const Minimization& how) {
  Solution solution{.parameters = std::move(start)};
  std::vector<double> x = solution.parameters, gradient;
  double value = function(x, gradient);
  Secants secants(how.memory);
  int gained_little = 0;
  while (solution.iterations < kMostIterations && !solution.converged) {
    const Eigen::VectorXd from = vector(solution.parameters), slope = vector(gradient);
    double next = 0, full_step_gains = 0;
    const auto gains_by = [&](const Eigen::VectorXd& step) {
      Eigen::Map<Eigen::VectorXd>(x.data(), step.size()) = from + step;
      next = function(x, gradient);
      return next <= value;
    };
    const auto leap = secants.leap(slope);
    bool gains = leap && gains_by(leap->step - direction(solution.parameters, leap->gradient));
    if (!gains) {
      secants.forget();
      const Eigen::VectorXd step = direction(solution.parameters, slope);
      full_step_gains = step.dot(slope);
      for (double length = how.stride; length > kShortest && !gains; length /= 2) {
        gains = gains_by(-length * step);
      }
    }
    const double little = how.tolerance * std::fabs(value);
    if (!gains) {
      solution.converged = full_step_gains <= little;  // at a minimum rounding may stand in the way
      return solution;
    }
    secants.add(vector(x) - from, vector(gradient) - slope);
    solution.parameters = x;
    gained_little = value - next <= little ? gained_little + 1 : 0;
    solution.converged = gained_little == kEnough;
    solution.iterations += 1;
    value = next;
  }
  return solution;
}

}  // namespace tokroof::fit
