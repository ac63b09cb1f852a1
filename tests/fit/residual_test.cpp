#include <cmath>
#include <set>

#include "tests/catch.hpp"
#include "tests/fit/bundled_fit.hpp"

#include "fit/model_pass.hpp"
#include "fit/reverse.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

TEST_CASE("a tape gives the derivatives of every operation, constants mixed in", "[fit][reverse]") {
  const auto f = [](auto x, auto y) {
    auto t = 3 * x - y / (2.0 + x);
    t += -log(y) * exp(x / 4);
    t *= sqrt(x + y) + cbrt(x * y) - 1;
    return t > decltype(t)(0.0) ? t / y : 1 / t;
  };
  fit::Tape tape;
  for (const double y : {0.3, 40.0}) {
    const double x = 1.7, h = 1e-5;
    tape.clear();
    const fit::Var a = tape.leaf(x), b = tape.leaf(y), result = f(a, b);
    const std::vector<double>& by = tape.derivatives(result);
    CHECK(result.value == Approx(f(x, y)).epsilon(1e-14));
    CHECK(by[a.node] == Approx((f(x + h, y) - f(x - h, y)) / (2 * h)).epsilon(1e-7));
    CHECK(by[b.node] == Approx((f(x, y + h) - f(x, y - h)) / (2 * h)).epsilon(1e-7));
  }
}

TEST_CASE("a tape grows beyond its first size", "[fit][reverse]") {
  fit::Tape tape;
  tape.clear();
  const fit::Var x = tape.leaf(1.5);
  fit::Var sum = 0.0;
  for (int i = 0; i < 5000; ++i) {
    sum += x * x;
  }
  CHECK(tape.derivatives(sum)[x.node] == Approx(2 * 1.5 * 5000));
}

TEST_CASE("a pass gives every figure its own residual and derivatives, and computes repeated set-ups once",
          "[fit][residual]") {
  const fit::Fit& fit = test::bundled_fit();
  const fit::Regression& regression = *fit.regression;
  const std::vector<double>& x = fit.solution.parameters;
  std::vector<bool> used(regression.observations().size());
  for (std::size_t i = 0; i < used.size(); ++i) {
    used[i] = i % 3 != 0;
  }
  fit::ModelPass pass(regression, used, fit::Cores::all);
  pass.at(x);
  std::set<std::size_t> times;
  fit::Regression::Gradient gradient;
  std::size_t figures = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    REQUIRE(pass.has(i) == (used[i] && regression.loss_weight(i) > 0));
    if (!pass.has(i)) {
      continue;
    }
    figures += 1;
    REQUIRE(pass.residual(i) == regression.residual(i, x, &gradient));
    const std::span<const double> derivatives = pass.derivatives(pass.time_of(i));
    REQUIRE(derivatives.size() == gradient.size());
    for (std::size_t k = 0; k < gradient.size(); ++k) {
      REQUIRE(derivatives[k] == gradient[k].second);
    }
    times.insert(pass.time_of(i));
  }
  CHECK(figures > 6000);
  CHECK(static_cast<double>(times.size()) < 0.9 * static_cast<double>(figures));
}

TEST_CASE("gradients of the bundled figures equal central differences", "[fit][residual]") {
  const fit::Fit& fit = test::bundled_fit();
  std::vector<double> x = fit.solution.parameters;
  fit::Regression::Gradient gradient;
  for (std::size_t i = 0; i < fit.observations.all.size(); i += 61) {
    const double value = fit.regression->residual(i, x, &gradient);
    REQUIRE(value == Approx(fit.regression->residual(i, x)).margin(1e-12));
    for (const auto& [j, derivative] : gradient) {
      const double at = x[j], h = 1e-4;
      x[j] = at + h;
      const double above = fit.regression->residual(i, x);
      x[j] = at - h;
      const double below = fit.regression->residual(i, x);
      x[j] = at;
      REQUIRE(derivative == Approx((above - below) / (2 * h)).epsilon(1e-5).margin(1e-7));
    }
  }
}
