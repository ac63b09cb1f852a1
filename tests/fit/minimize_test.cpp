
#include <catch2/catch.hpp>

#include "fit/minimize.hpp"
#include "fit/secants.hpp"

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

TEST_CASE("with a memory a search needs no more than some steps a direction, however cautious H is",
          "[fit][minimize]") {
  const Eigen::Vector3d curvature(1, 40, 900);
  const fit::Smooth function = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient.resize(x.size());
    double value = 0;
    for (int j = 0; j < 3; ++j) {
      const double off = x[static_cast<std::size_t>(j)] - j;
      gradient[static_cast<std::size_t>(j)] = curvature(j) * off;
      value += curvature(j) * off * off / 2;
    }
    return 1 + value;
  };
  const fit::Direction caution = [](const std::vector<double>&, const Eigen::VectorXd& g) -> Eigen::VectorXd {
    return g / 1000;
  };
  const std::vector<double> start{5, -3, 2.5};
  const fit::Solution cautious = fit::minimize(function, caution, start, {.stride = 1, .tolerance = 1e-12});
  const fit::Solution found =
      fit::minimize(function, caution, start, {.stride = 1, .tolerance = 1e-12, .memory = 3});
  CHECK(found.converged);
  CHECK(found.iterations <= 12);  // of three directions; 9 now
  CHECK(cautious.iterations > 100);
  for (int j = 0; j < 3; ++j) {
    CHECK(found.parameters[static_cast<std::size_t>(j)] == Approx(j).margin(1e-6));
  }
}

TEST_CASE("steps along which a function curves downwards tell no minimum", "[fit][minimize]") {
  fit::Secants secants(2);
  CHECK_FALSE(secants.leap(Eigen::Vector2d(1, 0)));  // nothing is remembered
  secants.add(Eigen::Vector2d(1, 0), Eigen::Vector2d(2, 0));
  const auto leap = secants.leap(Eigen::Vector2d(3, 7));
  REQUIRE(leap);
  CHECK(leap->step.isApprox(Eigen::Vector2d(-1.5, 0)));  // f = x^2 + ...: from x = 1.5 to 0
  CHECK(leap->gradient.isApprox(Eigen::Vector2d(0, 7)));
  secants.add(Eigen::Vector2d(0, 1), Eigen::Vector2d(0, -1));
  CHECK_FALSE(secants.leap(Eigen::Vector2d(3, 7)));
  secants.add(Eigen::Vector2d(1, 0), Eigen::Vector2d(2, 0));
  secants.add(Eigen::Vector2d(0, 1), Eigen::Vector2d(0, 4));  // the first two are forgotten
  REQUIRE(secants.leap(Eigen::Vector2d(2, 4)));
  CHECK(secants.leap(Eigen::Vector2d(2, 4))->step.isApprox(Eigen::Vector2d(-1, -1)));
}
