#include "model/time/link_rate.hpp"

#include "catalog/host.hpp"
#include "catalog/link_rates.hpp"
#include "model/time/decode_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;

namespace {

/// Two devices with a tensor split of 10 layers: 20 all-reduces of 2 kB, at 10 us and 1 GB/s.
Step two_devices(Split split) {
  Step step = round_step();
  step.how.split = split;
  step.how.devices = 2;
  step.rates.link = {.bytes_per_s = 5e9, .usual_bytes_per_s = 10e9};
  return step;
}
Coefficients<double> round_link() {
  return coefficients({{"all_reduce_latency_us", 10}, {"all_reduce_gb_per_s", 1}, {"layer_hop_us", 50}});
}

}  // namespace

TEST_CASE("a link that is not stated, or is the usual one, changes nothing", "[model][link_rate][unit]") {
  Step step = two_devices(GENERATE(Split::tensor, Split::row, Split::layer));
  step.rates.link.bytes_per_s = GENERATE(kUnknown, 10e9);
  CHECK(link_difference(step, round_link()) == Approx(0).margin(1e-15));
  CHECK(crossing_difference(step, 10) == 0);
}

TEST_CASE("an all-reduce's bytes take twice as long over half the line rate", "[model][link_rate][unit]") {
  const Step step = two_devices(Split::tensor);
  // 2 (n-1)/n x 1000 x 2 bytes = 2 kB, at 1 GB/s 2 us: as much again, 20 times.
  CHECK(link_difference(step, round_link()) == Approx(20 * 2e-6));
  CHECK(prefill_link_difference(step, round_link(), 1000) == Approx(20 * 2e-3));
}

TEST_CASE("delays add, but no message is faster than its link", "[model][link_rate][unit]") {
  Step step = two_devices(Split::tensor);
  step.rates.link.usual_bytes_per_s = 5e9;
  step.rates.link.all_reduce_delay_s = 30e-6;
  CHECK(link_difference(step, round_link()) == Approx(20 * 30e-6));
  step.rates.link.all_reduce_delay_s = -30e-6;  // of 10
  step.rates.link.latency_s = 4e-6;
  CHECK(link_difference(step, round_link()) == Approx(20 * -6e-6));
}

TEST_CASE("a row split gathers the widths of its products, a layer split one activation",
          "[model][link_rate][unit]") {
  const double per_byte = (1 / 5e9 - 1 / 10e9) / kCopyShare;
  // 16e9 weights over d_model 1000: 16e6 wide together, 4 bytes, half of it from the other device.
  CHECK(link_difference(two_devices(Split::row), round_link()) == Approx(16e6 * 4 * 0.5 * per_byte));
  CHECK(link_difference(two_devices(Split::layer), round_link()) == Approx(4000 * per_byte));
}

TEST_CASE("link_difference's derivatives agree with differences", "[model][link_rate][derivative]") {
  Step step = two_devices(GENERATE(Split::tensor, Split::row, Split::layer));
  step.rates.link.all_reduce_delay_s = step.rates.link.delay_s = 20e-6;
  check_derivatives(prior_coefficients(step), [&](const auto& c) { return decode_time(step, c).total(); });
}

TEST_CASE("crossings carry activations both ways over the card's lanes", "[model][link_rate][unit]") {
  Step step = round_step();
  step.rates.link.host_bytes_per_s = kUsualHostLinkBytesPerS / 8;
  CHECK(crossing_difference(step, 10) == Approx(10 * 8 * 1000 * 7 / kUsualHostLinkBytesPerS / kCopyShare));
}

TEST_CASE("what spills crosses the link, what the host lacks comes from storage",
          "[model][beyond_memory][unit]") {
  Step step = round_step();  // 8 GB
  CHECK(spill_time(step) == 0);
  CHECK(storage_time(step) == 0);
  step.how.spilled_share = 0.25;
  step.rates.link.host_bytes_per_s = 20e9;
  CHECK(spill_time(step) == Approx(2e9 / (kCopyShare * 20e9)));
  step.how.cpu = true;
  step.how.stored_share = 0.5;
  step.rates.storage_bytes_per_s = 5e9;
  CHECK(storage_time(step) == Approx(4e9 / (kMappedReadShare * 5e9)));
}

TEST_CASE("a card's lanes bound its way to the host, whatever connects the cards",
          "[catalog][link_rate][unit]") {
  const Catalog& catalog = Catalog::bundled();
  const Device& card = catalog.device("rtx-3090");  // PCIe 4.0 x16
  const auto host_side = [&](std::string_view link) {
    return link_rates(catalog, link, "pcie-staged", card, kUnknown, 1).host_bytes_per_s;
  };
  CHECK(host_side("") == Approx(31.5e9).epsilon(0.01));
  CHECK(host_side("pcie3x4-host") == Approx(3.94e9).epsilon(0.01));
  CHECK(host_side("pcie5x16-host") == host_side(""));
  CHECK(host_side("nvlink3-bridge") == host_side(""));
  CHECK(host_side("oculink-pcie4x4") == Approx(7.88e9));
}

TEST_CASE("an older host slows a card's slot, a newer one does not speed it up",
          "[catalog][link_rate][unit]") {
  const Catalog& catalog = Catalog::bundled();
  const Device& card = catalog.device("rtx-3090");  // PCIe 4.0 x16
  const auto host_side = [&](double host_generation) {
    return link_rates(catalog, "", "pcie-staged", card, host_generation, 2).host_bytes_per_s;
  };
  CHECK(host_side(3) == Approx(15.75e9).epsilon(0.01));
  CHECK(host_side(5) == host_side(4));
  CHECK(host_side(kUnknown) == host_side(4));

  Run run;
  CHECK(std::isnan(host_pcie_generation(catalog, run)));
  run.host = "Intel Xeon E5-2696 v3 @ 2.30GHz, 132 GB RAM";
  CHECK(host_pcie_generation(catalog, run) == 3);
  run.host = "AMD EPYC 7B13 64-Core";
  CHECK(host_pcie_generation(catalog, run) == 4);
  run.host_device = "ryzen-9-9950x";  // a named processor counts before words
  CHECK(host_pcie_generation(catalog, run) == 5);
}

TEST_CASE("small all-reduces are interpolated in log2 n", "[catalog][link_rate][unit]") {
  const AllReduceTime listed[] = {{2, 10e-6}, {8, 30e-6}};
  Link link;
  CHECK(std::isnan(small_all_reduce_s(link, 4)));
  link.all_reduce = listed;
  CHECK(small_all_reduce_s(link, 2) == Approx(10e-6));
  CHECK(small_all_reduce_s(link, 4) == Approx(20e-6));
  CHECK(small_all_reduce_s(link, 16) == Approx(40e-6));
}
