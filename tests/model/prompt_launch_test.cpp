#include "model/time/prompt_launch.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 1000 kernels a pass, 500 prompt tokens each.
model::Step launching_step() {
  model::Step step = round_step();
  step.work.kernels_dense = 600;
  step.work.kernels_moe = 300;
  step.work.kernels_linear = 100;
  step.how.micro_batch = 500;
  step.how.launches_prompts = true;
  return step;
}

}  // namespace

TEST_CASE("a short prompt takes what the launches of its kernels take", "[model][prompt_launch][unit]") {
  CHECK(model::reading_time(launching_step(), 100, 1e5) == Approx(0.05));  // 1000 x 50 us; 1 ms by the rate
  CHECK(model::reading_time(launching_step(), 1000, 1e3) == Approx(1));
}

TEST_CASE("each pass over a micro-batch launches its kernels", "[model][prompt_launch][unit]") {
  model::Step step = launching_step();
  CHECK(model::prompt_launch_time(step, 1500) == Approx(0.15));
  // Two groups that have a prompt each launch at the same time.
  step.how.attention_groups = 2;
  CHECK(model::prompt_launch_time(step, 1500) == Approx(0.15));
  step.figure.prefill_prompts = 2;
  CHECK(model::prompt_launch_time(step, 1500) == Approx(0.075));
}

TEST_CASE("an engine that queues its kernels ahead takes no longer for a short prompt than its rate says",
          "[model][prompt_launch][unit]") {
  model::Step step = launching_step();
  step.how.launches_prompts = false;
  CHECK(model::reading_time(step, 100, 1e5) == Approx(1e-3));
}

TEST_CASE("graphs launch the kernels of a short prompt but for those of linear layers",
          "[model][prompt_launch][unit]") {
  model::Step step = launching_step();
  step.how.graphed_prompt_tokens = 200;
  CHECK(model::prompt_launch_time(step, 200) == Approx(0.005));  // 100 x 50 us
  CHECK(model::prompt_launch_time(step, 201) == Approx(0.05));
}
