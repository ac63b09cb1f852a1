#include "model/ceiling.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("a prompt runs no faster than two operations a weight at the matrix peak of all devices",
          "[model][ceiling][unit]") {
  model::Step step = round_step();  // 16e9 weights, 2e14 FLOP/s
  CHECK(model::prompt_ceiling_tps(step) == Approx(6250));
  step.how.devices = 4;
  CHECK(model::prompt_ceiling_tps(step) == Approx(25000));
  step.how.cpu = true;  // 1 TFLOP/s FP32, integer dot products four times that
  CHECK(model::prompt_ceiling_tps(step) == Approx(125));
}

TEST_CASE("a rate keeps one percent below its limit, and is left alone further down",
          "[model][ceiling][unit]") {
  CHECK(model::within_limit(50, 100) == 50);
  CHECK(model::within_limit(99.5, 100) == Approx(99));
  CHECK(model::within_limit(1e9, 100) == Approx(99));
}
