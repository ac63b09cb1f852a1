#include "model/time/beyond_memory.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE(
    "a step crosses to the host once a layer with experts there, once for a block of layers, and for single "
    "tensors",
    "[model][beyond_memory][unit]") {
  model::Step step = round_mixture();  // 10 layers of experts
  CHECK(model::host_crossings(step) == 0);
  step.how.experts_on_host = true;
  step.how.host_expert_share = 0.5;
  CHECK(model::host_crossings(step) == 5);
  step.how.host_layer_share = 0.25;
  CHECK(model::host_crossings(step) == 4.75);  // half of the other 7.5, and the block
  step.how.host_tensor_crossings = 3;
  CHECK(model::host_crossings(step) == 7.75);
  step.how.experts_on_host = false;
  CHECK(model::host_crossings(step) == 4);
}

TEST_CASE("the host reads what is there: all of it, layers, experts, single tensors",
          "[model][beyond_memory][unit]") {
  model::Step step = round_mixture();  // 2 GB of 8 are dense
  CHECK(model::host_weight_bytes(step) == 0);
  step.how.host_tensor_share = 0.5;
  CHECK(model::host_weight_bytes(step) == Approx(1e9));
  step.how.experts_on_host = true;
  step.how.host_expert_share = 0.5;
  CHECK(model::host_weight_bytes(step) == Approx(4e9));
  step.how.host_layer_share = 0.25;
  CHECK(model::host_weight_bytes(step) == Approx(5e9));  // a quarter of 8, and half of the rest
  step.how.cpu = true;
  CHECK(model::host_weight_bytes(step) == Approx(8e9));
}
