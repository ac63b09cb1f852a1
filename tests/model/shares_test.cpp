#include "model/time/shares.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 2 GB and 4e9 weights that every token reads, 6 GB and 12e9 weights that two of eight experts are; 1e9 of them 16 bit.
model::Step mixture_of_a_checkpoint() {
  model::Step step = round_mixture();
  step.work.weights_16_bit = 1e9;
  step.work.sequences = 2;  // 1.6 times the experts of one: 2 - 2/8
  return step;
}

}  // namespace

TEST_CASE("a device alone has all weights, and the experts that the streams draw together",
          "[model][shares][unit]") {
  const model::DeviceShare share = model::device_share(mixture_of_a_checkpoint());
  CHECK(share.weight_bytes == Approx(2e9 + 1.6 * 6e9));
  CHECK(share.weights == Approx(4e9 + 1.6 * 12e9));
  CHECK(share.expert_weights == Approx(1.6 * 12e9));
  CHECK(share.weights_16_bit == Approx(1e9));
  CHECK(share.batch_flops == Approx(2 * 2 * 16e9));
}

TEST_CASE("what the host has, the device has not", "[model][shares][unit]") {
  model::Step step = mixture_of_a_checkpoint();
  step.how.host_layer_share = 0.25;
  step.how.host_tensor_share = 0.2;  // 0.75 x 0.8 of what is no expert
  step.how.experts_on_host = true;
  step.how.host_expert_share = 0.5;  // 0.75 x 0.5 of the experts
  const model::DeviceShare share = model::device_share(step);
  CHECK(share.weight_bytes == Approx(0.6 * 2e9 + 0.375 * 1.6 * 6e9));
  CHECK(share.weights == Approx(0.6 * 4e9 + 0.375 * 1.6 * 12e9));
  CHECK(share.expert_weights == Approx(0.375 * 1.6 * 12e9));
  CHECK(share.weights_16_bit == Approx(0.6 * 1e9));
  CHECK(share.batch_flops == Approx(2 * 2 * (0.6 * 4e9 + 0.375 * 12e9)));
}

TEST_CASE("a tensor split shares matrices and experts, a row split the matrices only",
          "[model][shares][unit]") {
  model::Step step = mixture_of_a_checkpoint();
  step.how.host_tensor_share = 0.2;
  step.how.devices = 4;
  step.how.split = model::Split::tensor;
  CHECK(model::device_share(step).weights == Approx(0.8 * 4e9 / 4 + 1.6 * 12e9 / 4));
  CHECK(model::device_share(step).weights_16_bit == Approx(0.8 * 1e9 / 4));
  CHECK(model::device_share(step).kv_split == 4);
  step.how.split = model::Split::row;
  CHECK(model::device_share(step).weights == Approx(0.8 * 4e9 / 4 + 1.6 * 12e9));
  CHECK(model::device_share(step).kv_split == 1);
}

TEST_CASE("a tensor split shares as many KV heads as there are, and copies a latent cache",
          "[model][shares][unit]") {
  model::Step step = round_step();
  step.how.split = model::Split::tensor;
  step.how.devices = 8;  // of 4 KV heads
  CHECK(model::device_share(step).kv_split == 4);
  CHECK(model::device_share(step).kv_copies == 1);
  step.work.latent = true;
  CHECK(model::device_share(step).kv_split == 8);
  CHECK(model::device_share(step).kv_copies == 8);
}

TEST_CASE("attention groups hold all but the experts, each for its part of the sequences",
          "[model][shares][unit]") {
  model::Step step = mixture_of_a_checkpoint();
  step.how.split = model::Split::tensor;
  step.how.devices = 8;
  step.how.attention_groups = 4;  // of two devices
  step.work.sequences = 2;        // fewer than groups: a device attends for one or none
  CHECK(model::matrix_split(step.how) == 2);
  CHECK(model::expert_split(step.how) == 8);
  CHECK(model::group_sequences(step) == 1);
  CHECK(model::device_share(step).weights == Approx(4e9 / 2 + 1.6 * 12e9 / 8));
  CHECK(model::device_share(step).batch_flops == Approx(2 * (1 * 4e9 / 2 + 2 * 12e9 / 8)));
  CHECK(model::device_share(step).kv_split == 2);
  step.work.latent = true;
  CHECK(model::device_share(step).kv_copies == 2);
  step.work.sequences = 64;
  CHECK(model::group_sequences(step) == 16);
}

TEST_CASE(
    "a stage of a pipeline shares matrices among its own devices, and a pass has its part of the sequences",
    "[model][shares][unit]") {
  model::Step step = mixture_of_a_checkpoint();
  step.how.split = model::Split::tensor;
  step.how.devices = 8;
  step.how.stages = 2;
  step.work.sequences = 64;
  CHECK(model::matrix_split(step.how) == 4);
  CHECK(model::expert_split(step.how) == 4);
  CHECK(model::pass_sequences(step.work, step.how) == 64);  // one pass of all
  step.how.passes = 2;
  CHECK(model::pass_sequences(step.work, step.how) == 32);
  CHECK(model::step_tokens(step) == 32);
}
