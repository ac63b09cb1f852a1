#include "model/time/expert_exchange.hpp"

#include "model/time/decode_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// Two of eight experts, on four devices that attend alone: ten layers, all of experts.
model::Step groups_of_one() {
  model::Step step = round_mixture();
  step.how.split = model::Split::tensor;
  step.how.devices = 4;
  step.how.attention_groups = 4;
  step.work.layers = step.work.moe_layers = 10;
  step.work.d_model = 1000;
  step.work.sequences = 4;
  step.rates.link.bytes_per_s = 6e9;
  return step;
}

/// Half of the line rate: 3 GB/s.
model::Coefficients<double> round_exchange() {
  return coefficients({{"all_reduce_latency_us", 20},
                       {"all_reduce_share", 0.5},
                       {"all_reduce_listed_share", 0.5},
                       {"prefill_all_reduce_share", 0.5}});
}

}  // namespace

TEST_CASE("a token goes to the devices that hold its experts, a byte a value there and two back",
          "[model][expert_exchange][unit]") {
  // two experts on four devices: 4 (1 - (3/4)^2) = 1.75 of them, 3/4 of which are elsewhere; 1,312.5 x 1.5 bytes
  CHECK(model::exchange_line_time(groups_of_one(), groups_of_one().rates.link, 1) ==
        Approx(1.75 * 0.75 * 1000 * 1.5 / 6e9));
  // 20 messages: 2 x 20 us, and the bytes of a device's one token at half the rate
  CHECK(model::experts_exchange(groups_of_one(), round_exchange()) ==
        Approx(20 * (40e-6 + 1.75 * 0.75 * 1500 / 3e9)));
  CHECK(model::prefill_experts_exchange(groups_of_one(), round_exchange(), 512) ==
        Approx(20 * 512 * 1.75 * 0.75 * 1500 / 3e9));
}

TEST_CASE("groups of one device reduce nothing, larger ones after attention",
          "[model][expert_exchange][unit]") {
  model::Step step = groups_of_one();
  CHECK(model::all_reduce(step, round_exchange()) == 0);
  step.how.attention_groups = 2;
  // ten all-reduces of two devices: 20 us, and 2 x 1/2 x 2 tokens x 2,000 bytes at 3 GB/s
  CHECK(model::all_reduce(step, round_exchange()) == Approx(10 * (20e-6 + 4000 / 3e9)));
  step.how.attention_groups = 1;
  CHECK(model::experts_exchange(step, round_exchange()) == 0);
}

TEST_CASE("a stage hands its activations on, over and above what its devices exchange",
          "[model][expert_exchange][unit]") {
  model::Step step = groups_of_one();
  step.how.attention_groups = 1;
  const auto c = coefficients({{"all_reduce_latency_us", 20},
                               {"all_reduce_share", 0.5},
                               {"all_reduce_listed_share", 0.5},
                               {"layer_hop_us", 30}});
  step.how.stages = 4;
  // nothing is shared by one device; three boundaries of 30 us and 4 tokens x 4,000 bytes at .83 of the rate
  CHECK(model::link_time(step, c) == Approx(3 * (30e-6 + 4 * 4000 / (0.83 * 6e9))));
  step.how.stages = 2;
  // 20 all-reduces of two devices: 20 us and 4 tokens x 2,000 bytes at 3 GB/s; one boundary
  CHECK(model::link_time(step, c) == Approx(20 * (20e-6 + 8000 / 3e9) + 30e-6 + 4 * 4000 / (0.83 * 6e9)));
}

TEST_CASE("exchanges have the derivatives that differences give", "[model][expert_exchange][property]") {
  const model::Step step = groups_of_one();
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::link_time(step, c); });
}

TEST_CASE("of what a device sends, two thirds leave a machine that holds two of four",
          "[model][expert_exchange][unit]") {
  model::Step step = groups_of_one();
  step.how.machine_devices = 2;
  step.rates.network.rates.bytes_per_s = 1.2e9;
  CHECK(model::share_that_leaves(4, model::span_of(step.how, 4)) == Approx(2 / 3.0));
  // 1.75 x 0.75 x 1,500 bytes: a third at 3 GB/s, two at 0.6; 20 us for each of the two levels
  const double bytes = 1.75 * 0.75 * 1500;
  CHECK(model::experts_exchange(step, round_exchange()) ==
        Approx(20 * (20e-6 + bytes / 3 / 3e9 + 20e-6 + bytes * 2 / 3 / 0.6e9)));
  CHECK(model::prefill_experts_exchange(step, round_exchange(), 512) ==
        Approx(20 * 512 * (bytes / 3 / 3e9 + bytes * 2 / 3 / 0.6e9)));
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::link_time(step, c); });
}

TEST_CASE("an exchange over machines is between that of the fabric and that of the network alone",
          "[model][expert_exchange][property]") {
  for (const double size : {1.0, 2.0, 3.0, 4.0}) {
    CAPTURE(size);
    model::Step step = groups_of_one(), fabric = step, network = step;
    step.rates.network.rates.bytes_per_s = network.rates.network.rates.bytes_per_s = 1.2e9;
    step.how.machine_devices = size;
    network.how.machine_devices = 1;
    const auto seconds = [&](const model::Step& of) {
      return model::prefill_experts_exchange(of, round_exchange(), 99);
    };
    CHECK(seconds(step) >= seconds(fabric) * (1 - 1e-12));
    CHECK(seconds(step) <= seconds(network) * (1 + 1e-12));
    CHECK(model::experts_exchange(step, round_exchange()) <=
          model::experts_exchange(network, round_exchange()) * (1 + 1e-12));
  }
}
