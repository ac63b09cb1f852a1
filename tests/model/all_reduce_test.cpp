#include "model/time/all_reduce.hpp"

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
  CHECK(model::all_reduce_bytes_time(step, round_collective(), 512) == Approx(512e-6));
}

TEST_CASE("an all-reduce's bytes take twice as long over half the line rate", "[model][all_reduce][unit]") {
  model::Step step = tensor_split(2);
  const double before = model::all_reduce_bytes_time(step, round_collective(), 8);
  step.rates.link.bytes_per_s /= 2;
  CHECK(model::all_reduce_bytes_time(step, round_collective(), 8) == Approx(2 * before));
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
  const double fabric = model::all_reduce_bytes_time(step, c, 8);
  CHECK(model::prefill_all_reduce_bytes_time(step, c, 8) == Approx(fabric));
  step.rates.link.over_pcie = true;
  CHECK(model::all_reduce_bytes_time(step, c, 8) == Approx(1.5 * fabric));
  step.rates.link.through_host = true;
  CHECK(model::all_reduce_bytes_time(step, c, 8) == Approx(3.5 * fabric));
  CHECK(model::prefill_all_reduce_bytes_time(step, c, 8) == Approx(4 * fabric));
  step.how.unified = true;  // its memory is the host's
  CHECK(model::all_reduce_bytes_time(step, c, 8) == Approx(fabric));
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
