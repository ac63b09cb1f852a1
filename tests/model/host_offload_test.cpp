#include "model/time/host_offload.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 100 GB/s at 0.8, and neither threads nor arithmetic limit: 1 GB takes 12.5 ms.
model::Coefficients<double> bandwidth_only() {
  return coefficients({{"host_read_efficiency", 0.8},
                       {"host_thread_gb_per_s", 1e9},
                       {"host_ops_per_weight", 1e-9},
                       {"host_crossing_us", 100},
                       {"host_layer_us", 1e-9},
                       {"host_attention_slowdown", 1e-9}});
}

}  // namespace

TEST_CASE("nothing on the host takes no host time", "[model][host_offload][unit]") {
  CHECK(model::host_offload(round_mixture(), bandwidth_only()) == 0);
}

TEST_CASE("experts on the host are read there, and each of their layers crosses",
          "[model][host_offload][unit]") {
  model::Step step = round_mixture();  // 6 GB of experts in 10 layers
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  CHECK(model::host_offload(step, bandwidth_only()) == Approx(0.075 + 1000e-6));
  step.how.host_expert_share = 0.5;
  CHECK(model::host_offload(step, bandwidth_only()) == Approx(0.0375 + 500e-6));
}

TEST_CASE("beside whole layers on the host, experts are those of the other layers",
          "[model][host_offload][unit]") {
  model::Step step = round_mixture();  // 2 GB beside the experts
  step.how.host_layer_share = 0.25;
  const double layers_s = model::host_offload(step, bandwidth_only());
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  CHECK(model::host_offload(step, bandwidth_only()) == Approx(layers_s + 0.75 * (0.075 + 1000e-6)));
  CHECK(model::host_weight_bytes(step) == Approx(0.25 * 2e9 + 6e9));
  CHECK(model::device_share(step).weight_bytes == Approx(0.75 * 2e9));
}

TEST_CASE("every token multiplies with the experts that it uses on the host", "[model][host_offload][unit]") {
  model::Step step = round_mixture();  // 12e9 weights of experts a token, 1 TFLOP/s
  step.rates.host_bandwidth_bytes_per_s = 1e20;
  step.work.sequences = 4;
  step.how.experts_on_host = true;
  step.how.host_expert_share = 0.5;
  const model::Coefficients<double> c = coefficients({{"host_read_efficiency", 0.8},
                                                      {"host_thread_gb_per_s", 1e9},
                                                      {"host_ops_per_weight", 2},
                                                      {"host_crossing_us", 1e-9}});
  CHECK(model::host_offload(step, c) == Approx(0.048));
}

TEST_CASE("layers on the host take the share of weights and cache with them, and cross once",
          "[model][host_offload][unit]") {
  model::Step step = round_step();  // 8 GB of weights, 1 GB of cache
  step.how.host_layer_share = 0.25;
  CHECK(model::host_offload(step, bandwidth_only()) == Approx(0.025 + 0.003125 + 100e-6));
}

TEST_CASE("single tensors on the host are read there, and each of their crossings takes its time",
          "[model][host_offload][unit]") {
  model::Step step = round_step();
  step.how.host_tensor_share = 0.25;
  step.how.host_tensor_crossings = 4;
  CHECK(model::host_offload(step, bandwidth_only()) == Approx(0.025 + 400e-6));
}

TEST_CASE("layers on the host synchronize their threads", "[model][host_offload][unit]") {
  model::Step step = round_step();
  step.how.host_layer_share = 0.25;
  model::Coefficients<double> c = bandwidth_only();
  const double without = model::host_offload(step, c);
  const std::size_t layer = model::position("host_layer_us");
  c.parameters[layer] = model::parameter_of(model::kCoefficients[layer].transform, 1000);
  const double launch = model::host_attention(step, c).launch;
  CHECK(launch > 1e-3);
  CHECK(model::host_offload(step, c) - without == Approx(0.25 * launch).epsilon(1e-6));
}

TEST_CASE("host_offload's derivatives agree with differences", "[model][host_offload][derivative]") {
  model::Step step = round_mixture();
  step.how.experts_on_host = GENERATE(false, true);
  step.how.host_expert_share = 0.7;
  step.how.host_layer_share = step.how.experts_on_host ? 0 : 0.3;
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::host_offload(step, c); });
}
