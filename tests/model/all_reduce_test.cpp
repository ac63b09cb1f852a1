#include "model/time/all_reduce.hpp"

#include <cmath>
#include <random>

#include "model/count/messages.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

model::Step tensor_split(double devices) {
  model::Step step = round_step();
  step.how.split = model::Split::tensor;
  step.how.devices = devices;
  step.rates.link.bytes_per_s = 6e9;
  return step;
}

/// Half of the line rate: 3 GB/s.
model::Coefficients<double> round_collective() {
  return coefficients(
      {{"all_reduce_latency_us", 20}, {"all_reduce_share", 0.5}, {"all_reduce_listed_share", 0.5}});
}

double bytes_time(const model::Step& step, const model::Coefficients<double>& c, double tokens) {
  return model::all_reduce_bytes_time(step, c, step.rates.link, model::matrix_split(step.how), tokens);
}
double prefill_bytes_time(const model::Step& step, const model::Coefficients<double>& c, double tokens) {
  return model::prefill_all_reduce_once(step, c, model::matrix_split(step.how), tokens);
}

/// Two machines of four, a network of a fifth of the fabric's rate.
model::Step two_machines() {
  model::Step step = tensor_split(8);
  step.how.machine_devices = 4;
  step.rates.network.rates.bytes_per_s = 1.2e9;
  return step;
}

}  // namespace

TEST_CASE("a layer takes two all-reduces, each latency log2 n and bytes 2(n-1)/n",
          "[model][all_reduce][unit]") {
  // 4 devices: 2 x 20 us, and 1.5 x 1,000 x 2 bytes at 3 GB/s = 1 us; 20 of them
  CHECK(model::all_reduce(tensor_split(4), round_collective()) == Approx(820e-6));
  CHECK(model::messages(tensor_split(4)).number == 20);
}

TEST_CASE("what is listed for the link adds its share to every all-reduce", "[model][all_reduce][unit]") {
  model::Step step = tensor_split(4);
  const double without = model::all_reduce(step, round_collective());
  step.rates.link.all_reduce_s = 30e-6;
  CHECK(model::all_reduce(step, round_collective()) - without == Approx(20 * 15e-6));
}

TEST_CASE("the bytes of an all-reduce grow with the batch and its drafts, its latency does not",
          "[model][all_reduce][unit]") {
  model::Step step = tensor_split(4);
  step.work.sequences = 64;
  CHECK(model::all_reduce(step, round_collective()) == Approx(20 * (40e-6 + 64e-6)));
  step.work.drafted = 3;
  CHECK(model::all_reduce(step, round_collective()) == Approx(20 * (40e-6 + 256e-6)));
  CHECK(bytes_time(step, round_collective(), 512) == Approx(512e-6));
}

TEST_CASE("an all-reduce's bytes take twice as long over half the line rate", "[model][all_reduce][unit]") {
  model::Step step = tensor_split(2);
  const double before = bytes_time(step, round_collective(), 8);
  step.rates.link.bytes_per_s /= 2;
  CHECK(bytes_time(step, round_collective(), 8) == Approx(2 * before));
}

TEST_CASE("between cards the bytes take longer over PCIe, and longer still through a host",
          "[model][all_reduce][unit]") {
  model::Step step = tensor_split(4);
  const auto c = coefficients({{"all_reduce_share", 0.5},
                               {"all_reduce_pcie_more", 0.5},
                               {"all_reduce_host_more", 2},
                               {"prefill_all_reduce_share", 0.5},
                               {"prefill_all_reduce_pcie_more", 1},
                               {"prefill_all_reduce_host_more", 2}});
  const double fabric = bytes_time(step, c, 8);
  CHECK(prefill_bytes_time(step, c, 8) == Approx(fabric));
  step.rates.link.over_pcie = true;
  CHECK(bytes_time(step, c, 8) == Approx(1.5 * fabric));
  step.rates.link.through_host = true;
  CHECK(bytes_time(step, c, 8) == Approx(3.5 * fabric));
  CHECK(prefill_bytes_time(step, c, 8) == Approx(4 * fabric));
  step.how.unified = true;  // its memory is the host's
  CHECK(bytes_time(step, c, 8) == Approx(fabric));
}

TEST_CASE("under CUDA the latency falls with the year of the build", "[model][all_reduce][unit]") {
  model::Step step = tensor_split(4);
  auto c = coefficients(
      {{"all_reduce_latency_us", 20}, {"all_reduce_share", 0.5}, {"all_reduce_listed_share", 0.5}});
  c.parameters[model::position("all_reduce_per_engine_year")] = -std::log(2.0);
  step.how.years_after_mid_2025 = 1;
  CHECK(model::all_reduce(step, c) == Approx(20 * (40e-6 + 1e-6)));
  step.how.cuda = true;
  CHECK(model::all_reduce(step, c) == Approx(20 * (20e-6 + 1e-6)));
}

TEST_CASE("all_reduce's derivatives agree with differences", "[model][all_reduce][derivative]") {
  model::Step step = tensor_split(4);
  step.rates.link.all_reduce_s = 30e-6;
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::all_reduce(step, c); });
}

TEST_CASE("across machines an all-reduce is one inside, and one between them of the devices' shares",
          "[model][all_reduce][unit]") {
  model::Step step = two_machines();
  // inside 4 devices: 2 x 20 us and 1.5 x 2,000 bytes at 3 GB/s; between 2 machines: 20 us and 1 x 500 bytes at 0.6 GB/s
  const double once = 40e-6 + 1e-6 + 20e-6 + 500 / 0.6e9;
  CHECK(model::all_reduce_once(step, round_collective(), 8, 1) == Approx(once));
  CHECK(model::all_reduce(step, round_collective()) == Approx(20 * once));
  step.rates.link.all_reduce_s = 10e-6;  // half of what is listed counts
  step.rates.network.rates.all_reduce_s = 30e-6;
  step.rates.network.flat_all_reduce_s = 100e-6;
  CHECK(model::all_reduce_once(step, round_collective(), 8, 1) == Approx(once + 5e-6 + 15e-6));
  // of a prompt, at the neutral share of 1/2: 1.5 x 2,000 bytes at 3 GB/s, 500 bytes at 0.6
  CHECK(model::prefill_all_reduce_once(step, round_collective(), 8, 1000) ==
        Approx(1e-3 + 1000 * 500 / 0.6e9));
}

TEST_CASE("machines of one device reduce over the network alone, one machine over its fabric alone",
          "[model][all_reduce][unit]") {
  model::Step step = two_machines();
  step.how.machine_devices = 1;
  step.rates.network.flat_all_reduce_s = 60e-6;
  // 8 devices: 3 x 20 us, half of 60 us and 1.75 x 2,000 bytes at 0.6 GB/s
  CHECK(model::all_reduce_once(step, round_collective(), 8, 1) == Approx(60e-6 + 30e-6 + 3500 / 0.6e9));
  step.how.machine_devices = 8;
  const double alone = model::all_reduce(step, round_collective());
  step.how.machine_devices = INFINITY;
  step.rates.network = {};
  CHECK(alone == model::all_reduce(step, round_collective()));
}

TEST_CASE("a group that one machine holds does not meet the network", "[model][all_reduce][unit]") {
  model::Step step = two_machines();
  step.how.attention_groups = 2;
  const double group = model::all_reduce_once(step, round_collective(), 4, 1);
  CHECK(group == Approx(41e-6));
}

TEST_CASE("an all-reduce over machines is between the fabric's of one and the network's of all",
          "[model][all_reduce][property]") {
  std::mt19937 random(1);
  const auto between = [&](double low, double high) {
    return low * std::pow(high / low, std::uniform_real_distribution<double>(0, 1)(random));
  };
  for (int i = 0; i < 20000; ++i) {
    CAPTURE(i);
    model::Step step = round_step();
    step.how.split = model::Split::tensor;
    step.how.devices = std::floor(between(2, 600));
    step.how.machine_devices = std::floor(between(1, 80));
    step.how.cuda = i % 2 == 0;
    step.how.years_after_mid_2025 = 1;
    step.rates.link = {
        .bytes_per_s = between(1e9, 1e12), .latency_s = 0, .all_reduce_s = between(1e-6, 1e-4)};
    model::Network& network = step.rates.network;
    network.rates = {.bytes_per_s = between(1e8, 1e12), .latency_s = 0, .all_reduce_s = between(1e-6, 1e-3)};
    network.rates.over_pcie = network.rates.through_host = i % 3 == 0;
    network.flat_all_reduce_s = network.rates.all_reduce_s * between(1, 5);
    const auto c = coefficients({{"all_reduce_latency_us", between(0.1, 100)},
                                 {"all_reduce_share", 0.4},
                                 {"all_reduce_listed_share", 0.7},
                                 {"all_reduce_pcie_more", 0.5},
                                 {"all_reduce_host_more", 2},
                                 {"prefill_all_reduce_share", 0.6},
                                 {"prefill_all_reduce_pcie_more", 0.5},
                                 {"prefill_all_reduce_host_more", 1}});
    const double n = step.how.devices, tokens = between(1, 1e5);
    const double here = model::all_reduce_once(step, c, n, tokens),
                 prompt = model::prefill_all_reduce_once(step, c, n, tokens);
    model::Step alone = step, fabric = step, faster = step;
    alone.how.machine_devices = 1;
    fabric.how.machine_devices = INFINITY;
    const double m = model::span_of(step.how, n).devices;
    const double by_network = model::all_reduce_once(alone, c, n, tokens);
    const double by_fabric = m > 1 ? model::all_reduce_once(fabric, c, m, tokens) : 0;
    const double prompt_by_network = model::prefill_all_reduce_once(alone, c, n, tokens);
    const double prompt_by_fabric = m > 1 ? model::prefill_all_reduce_once(fabric, c, m, tokens) : 0;
    constexpr double kRounding = 1e-12;
    if (n > step.how.machine_devices) {
      REQUIRE(here <= by_network * (1 + kRounding));
      REQUIRE(prompt <= prompt_by_network * (1 + kRounding));
    }
    REQUIRE(here >= std::fmin(by_fabric, by_network) * (1 - kRounding));
    REQUIRE(prompt >= std::fmin(prompt_by_fabric, prompt_by_network) * (1 - kRounding));
    faster.rates.network.rates.bytes_per_s *= between(1, 10);
    faster.rates.network.rates.all_reduce_s /= between(1, 10);
    REQUIRE(model::all_reduce_once(faster, c, n, tokens) <= here);
    REQUIRE(model::prefill_all_reduce_once(faster, c, n, tokens) <= prompt);
    // Of more machines each holds fewer: more of the bytes travel, where the fabric is the faster of the two.
    const double way = network.rates.through_host ? 2.5 : 1;
    if (network.rates.bytes_per_s / way <= step.rates.link.bytes_per_s) {
      model::Step more = step;
      more.how.machine_devices = std::floor(between(1, step.how.machine_devices + 0.5));
      REQUIRE(model::prefill_all_reduce_once(more, c, n, tokens) >= prompt * (1 - kRounding));
    }
  }
}

TEST_CASE("across machines all_reduce's derivatives agree with differences",
          "[model][all_reduce][derivative]") {
  model::Step step = two_machines();
  step.rates.link.all_reduce_s = 10e-6;
  step.rates.network.rates.all_reduce_s = 30e-6;
  step.rates.network.flat_all_reduce_s = 100e-6;
  step.rates.network.rates.over_pcie = step.rates.network.rates.through_host = true;
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::all_reduce(step, c); });
}
