#include "fit/solve_near.hpp"

#include <cmath>
#include <functional>

#include "fit/factor.hpp"
#include "fit/information.hpp"
#include "fit/objective.hpp"

namespace tokroof::fit {
namespace {

constexpr int kMostTurns = 100;
constexpr double kShortestWay = 1e-3;     // of the ways to an optimum that are tried
constexpr double kNearerOnTangents = 20;  // times the tolerance that the whole has
constexpr int kLittleTurns = 2;           // turns one after the other that gain little: a bend
constexpr double kBehindABend = 1000;  // times that tolerance: what tangents promise there, and nothing gains
constexpr int kManySteps = 15;         // of a turn: the information has changed
constexpr std::size_t kMemory = 6;

}  // namespace

Solution solve_near(ModelPass& pass,
                    const Widths& widths,
                    const std::vector<double>& start,
                    double tolerance,
                    double straight) {
  Objective objective(pass, widths);
  Information information(pass, widths);
  Factor factor(pass.sparsity());
  bool is_old = true;  // the factor: one serves for many steps
  const Direction direction = [&](const std::vector<double>& x, const Eigen::VectorXd& g) -> Eigen::VectorXd {
    if (is_old) {
      factor.factorize(information.at(x, Weighing::reweighted));
      is_old = false;
    }
    return factor.solve(g);
  };
  const Minimization on_tangents{
      .stride = kStride, .tolerance = tolerance / kNearerOnTangents, .memory = kMemory};
  Solution solution{.parameters = start};
  std::vector<double> gradient;
  double value = objective(start, gradient);
  int gained_little = 0;
  while (solution.iterations < kMostTurns && !solution.converged) {
    pass.follow_tangents();
    const Solution there = minimize(std::ref(objective), direction, solution.parameters, on_tangents);
    const double promised = value - objective(there.parameters, gradient);
    pass.leave_tangents();
    const double little = tolerance * std::fabs(value);
    if (promised <= little) {
      solution.converged = true;
      break;
    }
    is_old = there.iterations > kManySteps;
    std::vector<double> x = there.parameters;
    pass.nearly_at(x, straight);
    double next = objective(x, gradient);
    for (double length = 0.5; !(next <= value) && length > kShortestWay; length /= 2) {
      for (std::size_t j = 0; j < x.size(); ++j) {
        x[j] = std::lerp(solution.parameters[j], there.parameters[j], length);
      }
      pass.nearly_at(x, straight);
      next = objective(x, gradient);
    }
    if (!(next <= value)) {
      solution.converged = promised <= kBehindABend * little;
      break;
    }
    solution.parameters = x;
    solution.iterations += 1;
    gained_little = value - next <= little ? gained_little + 1 : 0;
    solution.converged = gained_little == kLittleTurns;
    value = next;
  }
  return solution;
}

}  // namespace tokroof::fit
