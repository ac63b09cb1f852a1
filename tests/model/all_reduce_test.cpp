#include "model/time/all_reduce.hpp"

#include "model/count/messages.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;

namespace {
Step tensor_split(double devices) {
  Step step = round_step();
  step.how.split = Split::tensor;
  step.how.devices = devices;
  return step;
}
}  // namespace

TEST_CASE("a layer takes two all-reduces, each latency log2 n and bytes 2(n-1)/n",
          "[model][all_reduce][unit]") {
  const Coefficients<double> c = coefficients({{"all_reduce_latency_us", 20}, {"all_reduce_gb_per_s", 3}});
  // 4 devices: 2 x 20 us, and 1.5 x 1,000 x 2 bytes at 3 GB/s = 1 us; 20 of them
  CHECK(all_reduce(tensor_split(4), c) == Approx(820e-6));
  CHECK(messages(tensor_split(4)).number == 20);
}

TEST_CASE("the bytes of an all-reduce grow with the batch, its latency does not",
          "[model][all_reduce][unit]") {
  const Coefficients<double> c = coefficients({{"all_reduce_latency_us", 20}, {"all_reduce_gb_per_s", 3}});
  Step step = tensor_split(4);
  step.work.sequences = 64;
  CHECK(all_reduce(step, c) == Approx(20 * (40e-6 + 64e-6)));
  CHECK(all_reduce_bytes_time(step, c, 512) == Approx(512e-6));
}

TEST_CASE("a slower link never makes an all-reduce faster", "[model][all_reduce][property]") {
  const Step step = tensor_split(GENERATE(2.0, 3.0, 4.0, 8.0));
  const auto at = [&](double latency, double bandwidth) {
    return all_reduce(step,
                      coefficients({{"all_reduce_latency_us", latency}, {"all_reduce_gb_per_s", bandwidth}}));
  };
  CHECK(at(20, 3) < at(40, 3));
  CHECK(at(20, 3) < at(20, 1.5));
}

TEST_CASE("all_reduce's derivatives agree with differences", "[model][all_reduce][derivative]") {
  const Step step = tensor_split(4);
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return all_reduce(step, c); });
}
