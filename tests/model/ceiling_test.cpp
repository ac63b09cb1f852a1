#include "model/ceiling.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("reading and computing overlap at best: the longer of them is the least step",
          "[model][ceiling][unit]") {
  model::Step step = round_step();  // 9 GB at 1 TB/s; 16 G weights are 0.16 ms of arithmetic
  CHECK(model::ceiling_tps(step) == Approx(1 / 0.009));
  step.rates.peak_flops = 1e12;
  CHECK(model::ceiling_tps(step) == Approx(1 / 0.032));
}

TEST_CASE("a processor reads the state of every sequence too", "[model][ceiling][unit]") {
  model::Step step = round_step();
  step.how.cpu = true;
  const double without_state = model::least_step(step).bytes;
  step.work.state_bytes = 1e9;
  step.work.sequences = 3;
  CHECK(model::least_step(step).bytes == Approx(without_state + 3e9));
}

TEST_CASE("of drafts whose acceptance is not stated, all may have been accepted", "[model][ceiling][unit]") {
  model::Work w = round_step().work;
  CHECK(model::most_tokens(w) == 1);
  w.drafted = 4;
  w.acceptance = model::kUnknown;
  CHECK(model::most_tokens(w) == 5);
  w.acceptance = 0;
  CHECK(model::most_tokens(w) == 1);
  w.acceptance = 0.5;
  CHECK(model::most_tokens(w) == 3);
}
