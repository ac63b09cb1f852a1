#include "fit/minimize.hpp"

#include <cmath>

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
  int gained_little = 0;
  while (solution.iterations < kMostIterations && !solution.converged) {
    const Eigen::VectorXd step = direction(solution.parameters, vector(gradient));
    const double expected_gain = step.dot(vector(gradient)), little = how.tolerance * std::fabs(value);
    double next = 0;
    for (double length = how.stride; length > kShortest; length /= 2) {
      Eigen::Map<Eigen::VectorXd>(x.data(), step.size()) = vector(solution.parameters) - length * step;
      next = function(x, gradient);
      if (next <= value) {
        break;
      }
    }
    if (!(next <= value)) {
      solution.converged = expected_gain <= little;  // at a minimum rounding may stand in the way
      return solution;
    }
    solution.parameters = x;
    gained_little = value - next <= little ? gained_little + 1 : 0;
    solution.converged = gained_little == kEnough;
    solution.iterations += 1;
    value = next;
  }
  return solution;
}

}  // namespace tokroof::fit
