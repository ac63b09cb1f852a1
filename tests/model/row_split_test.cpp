#include "model/time/row_split.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// Over the devices' own fabric, whose bytes take no time unless a test slows it down.
model::Step row_split_of(model::Step step, double devices) {
  step.how.split = model::Split::row;
  step.how.devices = devices;
  step.rates.link.bytes_per_s = INFINITY;
  return step;
}

}  // namespace

TEST_CASE("a row split synchronizes seven matrices a dense layer and four with experts",
          "[model][row_split][unit]") {
  const model::Coefficients<double> c =
      coefficients({{"row_matmul_us", 35}, {"row_matmul_per_device_us", 12}});
  CHECK(model::row_split(row_split_of(round_step(), 2), c) == Approx(70 * 47e-6));  // 7 x 10 x (35 + 12)
  CHECK(model::row_split(row_split_of(round_step(), 4), c) == Approx(70 * 71e-6));  // 35 + 3 x 12
  CHECK(model::row_split(row_split_of(round_mixture(), 2), c) == Approx(40 * 47e-6));
}

TEST_CASE("PCIe and a host on the way lengthen every synchronization of a row split",
          "[model][row_split][unit]") {
  const model::Coefficients<double> c = coefficients({{"row_matmul_us", 35},
                                                      {"row_matmul_per_device_us", 12},
                                                      {"row_pcie_more", 2},
                                                      {"row_host_more", 0.5}});
  model::Step step = row_split_of(round_step(), 2);
  step.rates.link.over_pcie = true;
  CHECK(model::row_split(step, c) == Approx(70 * 47e-6 * 3));
  step.rates.link.through_host = true;
  CHECK(model::row_split(step, c) == Approx(70 * 47e-6 * 3.5));
  step.rates.link.latency_s = 10e-6;
  CHECK(model::row_split(step, c) == Approx(70 * (47e-6 * 3.5 + 10e-6)));
}

TEST_CASE("a row split gathers the widths of its products, for every token", "[model][row_split][unit]") {
  model::Step step = row_split_of(round_step(), 2);
  step.rates.link.bytes_per_s = 5e9;
  // 16e9 weights over d_model 1000: 16e6 wide together, 4 bytes, half of it from the other device.
  CHECK(model::row_bytes_time(step) == Approx(16e6 * 4 * 0.5 / (0.83 * 5e9)));
  step.work.sequences = 3;
  step.work.drafted = 1;
  CHECK(model::row_bytes_time(step) == Approx(6 * 16e6 * 4 * 0.5 / (0.83 * 5e9)));
}

TEST_CASE("the messages of a row split are its matrices", "[model][row_split][unit]") {
  const model::Step step = row_split_of(GENERATE(round_step(), round_mixture()), 2);
  CHECK(model::messages(step).number == (step.work.mixture ? 40 : 70));
}

TEST_CASE("SYCL moves the weights of a row split over the link", "[model][row_split][unit]") {
  model::Step step = row_split_of(round_step(), 2);
  const model::Coefficients<double> c = coefficients({{"row_sycl_ns_per_byte", 0.02}});
  const double without = model::row_split(step, c);
  step.how.sycl = true;
  CHECK(model::row_split(step, c) - without == Approx(0.08));  // 4 GB on the other device x 0.02 ns
  step.how.host_layer_share = 0.25;
  CHECK(model::row_split(step, c) - without == Approx(0.06));
  model::Step four = row_split_of(round_step(), 4);
  const double without_of_four = model::row_split(four, c);
  four.how.sycl = true;
  CHECK(model::row_split(four, c) - without_of_four == Approx(0.12));
}

TEST_CASE("experts stay whole and do not cross the link", "[model][row_split][unit]") {
  model::Step step = row_split_of(round_mixture(), 2);
  const model::Coefficients<double> c = coefficients({{"row_sycl_ns_per_byte", 0.02}});
  const double without = model::row_split(step, c);
  step.how.sycl = true;
  CHECK(model::row_split(step, c) - without == Approx(0.02));  // half of 2 GB x 0.02 ns
}

TEST_CASE("a row split's synchronizations scale with the device's year and the machine",
          "[model][row_split][unit]") {
  model::Step step = row_split_of(round_step(), 2);
  step.rates.years_after_2022 = 2;
  CHECK(model::row_split(step,
                         coefficients({{"row_matmul_us", 35},
                                       {"row_matmul_per_device_us", 12},
                                       {"row_matmul_per_device_year", -0.1},
                                       {"row_host", 0.1}})) == Approx(70 * 47e-6 * std::exp(-0.1)));
}

TEST_CASE("row_split's derivatives agree with differences", "[model][row_split][derivative]") {
  model::Step step = row_split_of(round_step(), 3);
  step.how.sycl = GENERATE(false, true);
  step.rates.years_after_2022 = -2;
  step.rates.link = {.bytes_per_s = 1e9, .latency_s = 1e-5, .over_pcie = true, .through_host = true};
  const Gradient g =
      check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::row_split(step, c); });
  CHECK((g[model::position("row_sycl_ns_per_byte")] != 0) == step.how.sycl);
}
