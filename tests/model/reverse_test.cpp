#include "model/reverse.hpp"

#include <catch2/catch.hpp>

using namespace tokroof;
using Catch::Detail::Approx;

TEST_CASE("a tape gives the derivatives of every operation, constants mixed in", "[model][reverse]") {
  const auto f = [](auto x, auto y) {
    auto t = 3 * x - y / (2.0 + x);
    t += -log(y) * exp(x / 4);
    t *= sqrt(x + y) + cbrt(x * y) - 1;
    return t > decltype(t)(0.0) ? t / y : 1 / t;
  };
  model::Tape tape;
  const model::Recording recording(tape);
  for (const double y : {0.3, 40.0}) {
    const double x = 1.7, h = 1e-5;
    tape.clear();
    const model::Var a = tape.leaf(x), b = tape.leaf(y), result = f(a, b);
    const std::vector<double>& by = tape.derivatives(result);
    CHECK(result.value == Approx(f(x, y)).epsilon(1e-14));
    CHECK(by[a.node] == Approx((f(x + h, y) - f(x - h, y)) / (2 * h)).epsilon(1e-7));
    CHECK(by[b.node] == Approx((f(x, y + h) - f(x, y - h)) / (2 * h)).epsilon(1e-7));
  }
}

TEST_CASE("a tape grows beyond its first size", "[model][reverse]") {
  model::Tape tape;
  const model::Recording recording(tape);
  tape.clear();
  const model::Var x = tape.leaf(1.5);
  model::Var sum = 0.0;
  for (int i = 0; i < 5000; ++i) {
    sum += x * x;
  }
  CHECK(tape.derivatives(sum)[x.node] == Approx(2 * 1.5 * 5000));
}

TEST_CASE("a tape that is opened while another is open gives way to it again", "[model][reverse]") {
  model::Tape outer, inner;
  outer.clear();
  inner.clear();
  const model::Recording recording(outer);
  const model::Var x = outer.leaf(3);
  {
    const model::Recording nested(inner);
    const model::Var y = inner.leaf(5), square = y * y;
    CHECK(inner.derivatives(square)[y.node] == 10);
  }
  const model::Var square = x * x;
  CHECK(outer.derivatives(square)[x.node] == 6);
}
