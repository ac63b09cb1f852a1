#include "model/time/layer_split.hpp"

#include "model/count/messages.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("a layer split hops once for each boundary: software, latency and bytes of the link",
          "[model][layer_split][unit]") {
  model::Step step = round_step();
  step.how.split = model::Split::layer;
  step.how.devices = 4;
  step.rates.link = {.bytes_per_s = 1e9, .latency_s = 5e-6};
  const model::Coefficients<double> c = coefficients({{"layer_hop_us", 60}});
  const double bytes_s = 4 * 1000 / (0.83 * 1e9);  // 4 bytes x d_model
  CHECK(model::layer_split(step, c) == Approx(3 * (65e-6 + bytes_s)));
  CHECK(model::messages(step).number == 3);
  step.work.sequences = 10;
  CHECK(model::layer_split(step, c) == Approx(3 * (65e-6 + 10 * bytes_s)));
  step.how.devices = 1;
  CHECK(model::layer_split(step, c) == 0);
  CHECK(model::messages(step).number == 0);
}

TEST_CASE("a boundary carries the activations of the batch", "[model][layer_split][unit]") {
  model::Step step = round_step();
  step.how.devices = 2;
  step.work.sequences = 8;
  step.how.split = GENERATE(model::Split::layer,
                            model::Split::pipeline,
                            model::Split::rpc,
                            model::Split::tensor,
                            model::Split::row);
  CHECK(model::messages(step).bytes == 16000);  // 8 x 1,000 x 2 bytes
}

TEST_CASE("layer_split's derivatives agree with differences", "[model][layer_split][derivative]") {
  model::Step step = round_step();
  step.how.split = model::Split::layer;
  step.how.devices = 3;
  const Gradient g =
      check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::layer_split(step, c); });
  CHECK(g[model::position("layer_hop_us")] == Approx(120e-6));  // of a logarithm: the time itself
}

TEST_CASE("boundaries between machines take the network, the others the link inside",
          "[model][layer_split][unit]") {
  model::Step step = round_step();
  step.how.split = model::Split::layer;
  step.how.devices = 10;
  step.how.machine_devices = 4;  // 4, 4 and 2: two of nine boundaries
  step.rates.link = {.bytes_per_s = 1e9, .latency_s = 5e-6};
  step.rates.network.rates = {.bytes_per_s = 1e8, .latency_s = 50e-6};
  const model::Coefficients<double> c = coefficients({{"layer_hop_us", 60}});
  CHECK(model::network_boundaries(step.how) == 2);
  CHECK(model::layer_split(step, c) == Approx(7 * (65e-6 + 4000 / 0.83e9) + 2 * (110e-6 + 4000 / 0.83e8)));
  step.how.machine_devices = 10;
  CHECK(model::network_boundaries(step.how) == 0);
}

TEST_CASE("stages stay inside machines where they fit", "[model][layer_split][unit]") {
  model::Conditions how;
  how.split = model::Split::tensor;
  how.machine_devices = 8;
  const auto between = [&](double devices, double stages) {
    how.devices = devices;
    how.stages = stages;
    return model::network_boundaries(how);
  };
  CHECK(between(16, 2) == 1);   // a stage a machine
  CHECK(between(16, 4) == 1);   // two a machine
  CHECK(between(16, 1) == 0);   // one stage on both
  CHECK(between(32, 2) == 1);   // two machines a stage
  CHECK(between(32, 16) == 3);  // four a machine
  CHECK(between(12, 4) == 1);   // of three: two a machine
  CHECK(between(8, 4) == 0);
}
