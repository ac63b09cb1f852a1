#include <cmath>

#include <catch2/catch.hpp>

#include "fit/minimize.hpp"

using namespace tokroof;
using Catch::Detail::Approx;

TEST_CASE("a step that a bend cuts short does not end the search", "[fit][minimize]") {
  // A slope that a first step runs up, with the curvature of its other side; and a bowl that is far from its bottom.
  const fit::Smooth function = [](const std::vector<double>& x, std::vector<double>& gradient) {
    const bool behind = x[0] < 0;
    gradient = {behind ? 1e6 * x[0] : x[0], x[1] - 3};
    return 100 + (behind ? 1e6 : 1) * x[0] * x[0] / 2 + (x[1] - 3) * (x[1] - 3) / 2;
  };
  int steps = 0;
  const fit::Direction direction = [&](const std::vector<double>&,
                                       const Eigen::VectorXd& g) -> Eigen::VectorXd {
    return steps++ == 0 ? Eigen::Vector2d(g[0] * 100, g[1]) : Eigen::Vector2d(g[0] * 1e-6, g[1]);
  };
  const fit::Solution found =
      fit::minimize(function, direction, {0.01, 0.0}, {.stride = 1, .tolerance = 1e-3});
  CHECK(found.converged);
  CHECK(found.parameters[1] == Approx(3).margin(1e-3));
}
