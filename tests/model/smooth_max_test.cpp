#include "model/time/smooth_max.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("smooth_max of one term is that term", "[model][smooth_max][unit]") {
  CHECK(model::smooth_max<3>({0.25}) == Approx(0.25));
  CHECK(model::smooth_max<4>({0.25, 0.0}) == Approx(0.25));
}

TEST_CASE("smooth_max is the P-th root of the sum of P-th powers", "[model][smooth_max][unit]") {
  CHECK(model::smooth_max<3>({3.0, 4.0, 5.0}) == Approx(6.0));  // 27 + 64 + 125 = 216
  CHECK(model::smooth_max<4>({1.0, 1.0, 1.0, 1.0}) == Approx(std::sqrt(2.0)));
}

TEST_CASE("smooth_max lies between the largest term and the sum", "[model][smooth_max][property]") {
  const double a = GENERATE(0.0, 1e-9, 1e-3, 1e4);
  const double b = GENERATE(1e-9, 2e-3, 1.0);
  for (const double t : {model::smooth_max<3>({a, b}), model::smooth_max<4>({a, b})}) {
    CHECK(t >= std::fmax(a, b) * (1 - 1e-12));
    CHECK(t <= (a + b) * (1 + 1e-12));
  }
  CHECK(model::smooth_max<4>({a, b}) <=
        model::smooth_max<3>({a, b}) * (1 + 1e-12));  // a larger P overlaps better
}

TEST_CASE("smooth_max of nothing is zero with zero derivatives, not NaN", "[model][smooth_max][derivative]") {
  const auto zero = [](const auto& c) {
    const auto x = 0.0 * c.parameters[0];
    return model::smooth_max<3>({x, x}) + model::smooth_max<4>({x, x});
  };
  for (const double d : check_derivatives(model::Coefficients<double>{}, zero)) {
    CHECK(d == 0);
  }
}

TEST_CASE("smooth_max's derivatives agree with differences", "[model][smooth_max][derivative]") {
  const auto f = [](const auto& c) {
    using std::exp;
    const auto a = exp(c.parameters[0]), b = exp(2.0 * c.parameters[1]);
    return model::smooth_max<3>({a, b}) + model::smooth_max<4>({a, 0.5 * b, 0.0 * a});
  };
  model::Coefficients<double> c;
  c.parameters[1] = GENERATE(-2.0, 0.0, 2.0);
  check_derivatives(c, f);
}
