#include "model/time/link_rate.hpp"

#include "catalog/host.hpp"
#include "catalog/link_rates.hpp"
#include "model/time/decode_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("crossings carry activations both ways over the card's lanes", "[model][link_rate][unit]") {
  model::Step step = round_step();
  step.rates.link.host_bytes_per_s = 4e9;
  CHECK(model::crossing_bytes_time(step, 10) == Approx(10 * 8 * 1000 / (0.83 * 4e9)));
  step.rates.link.host_bytes_per_s = model::kUnknown;  // shared memory
  CHECK(model::crossing_bytes_time(step, 10) == 0);
}

TEST_CASE("what spills crosses the link, what the host lacks comes from storage",
          "[model][beyond_memory][unit]") {
  model::Step step = round_step();  // 8 GB
  CHECK(model::spill_time(step) == 0);
  CHECK(model::storage_time(step) == 0);
  step.how.spilled_share = 0.25;
  step.rates.link.host_bytes_per_s = 20e9;
  CHECK(model::spill_time(step) == Approx(2e9 / (model::kCopyShare * 20e9)));
  step.how.cpu = true;
  step.how.stored_share = 0.5;
  step.rates.storage_bytes_per_s = 5e9;
  CHECK(model::storage_time(step) == Approx(4e9 / (model::kMappedReadShare * 5e9)));
}

TEST_CASE("a card's lanes bound its way to the host, whatever connects the cards",
          "[catalog][link_rate][unit]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const model::Device& card = catalog.device("rtx-3090");  // PCIe 4.0 x16
  const auto host_side = [&](std::string_view link) {
    return catalog::link_rates(catalog, link, "pcie-staged", card, model::kUnknown, 1).host_bytes_per_s;
  };
  CHECK(host_side("") == Approx(31.5e9).epsilon(0.01));
  CHECK(host_side("pcie3x4-host") == Approx(3.94e9).epsilon(0.01));
  CHECK(host_side("pcie5x16-host") == host_side(""));
  CHECK(host_side("nvlink3-bridge") == host_side(""));
  CHECK(host_side("oculink-pcie4x4") == Approx(7.88e9));
}

TEST_CASE("an older host slows a card's slot, a newer one does not speed it up",
          "[catalog][link_rate][unit]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const model::Device& card = catalog.device("rtx-3090");  // PCIe 4.0 x16
  const auto host_side = [&](double host_generation) {
    return catalog::link_rates(catalog, "", "pcie-staged", card, host_generation, 2).host_bytes_per_s;
  };
  CHECK(host_side(3) == Approx(15.75e9).epsilon(0.01));
  CHECK(host_side(5) == host_side(4));
  CHECK(host_side(model::kUnknown) == host_side(4));

  catalog::Run run;
  CHECK(std::isnan(catalog::host_pcie_generation(catalog, run)));
  run.host = "Intel Xeon E5-2696 v3 @ 2.30GHz, 132 GB RAM";
  CHECK(catalog::host_pcie_generation(catalog, run) == 3);
  run.host = "AMD EPYC 7B13 64-Core";
  CHECK(catalog::host_pcie_generation(catalog, run) == 4);
  run.host_device = "ryzen-9-9950x";  // a named processor counts before words
  CHECK(catalog::host_pcie_generation(catalog, run) == 5);
}

namespace {

model::LinkRates between(std::string_view link,
                         std::string_view device,
                         std::string_view link_class,
                         double n = 2) {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  return catalog::link_rates(catalog, link, link_class, catalog.device(device), model::kUnknown, n);
}

}  // namespace

TEST_CASE("devices whose link is not stated have their own fabric or slots", "[catalog][link_rate][unit]") {
  CHECK(between("", "h100-sxm", "fab").bytes_per_s ==
        between("nvlink4-nvswitch", "h100-sxm", "fab").bytes_per_s);
  CHECK(between("", "rtx-3090", "pcie-staged") == between("pcie4x16-host", "rtx-3090", "pcie-staged"));
  CHECK(between("", "rtx-a6000", "pcie") == between("pcie4x16-p2p", "rtx-a6000", "pcie"));
  // A fabric that nobody has listed: its rate is the class's, its latency is in the engine's coefficients.
  const model::LinkRates guessed = between("", "sn40l", "fab");
  CHECK(guessed.bytes_per_s > 0);
  CHECK(guessed.all_reduce_s == 0);
}

TEST_CASE("one device needs no link between devices", "[catalog][link_rate][unit]") {
  const model::LinkRates alone = between("pcie4x16-host", "rtx-3090", "pcie-staged", 1);
  CHECK(std::isnan(alone.bytes_per_s));
  CHECK(alone.host_bytes_per_s > 0);
}

TEST_CASE("no way through a host or across sockets is better than a shorter one",
          "[catalog][link_rate][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const double n = GENERATE(2.0, 3.0, 4.0, 8.0, 16.0, 512.0);
  const auto no_better = [&](const model::LinkRates& longer, const model::LinkRates& shorter) {
    CHECK(longer.bytes_per_s <= shorter.bytes_per_s);
    CHECK(longer.latency_s >= shorter.latency_s);
    CHECK(longer.all_reduce_s >= shorter.all_reduce_s);
    CHECK(longer.host_bytes_per_s <= shorter.host_bytes_per_s);
    CHECK(longer.over_pcie >= shorter.over_pcie);
    CHECK(longer.through_host >= shorter.through_host);
  };
  int compared = 0;
  for (const char* slot : {"pcie3x4", "pcie3x8", "pcie3x16", "pcie4x4", "pcie4x8", "pcie4x16", "pcie5x16"}) {
    CAPTURE(slot, n);
    const std::string name = slot;
    const model::LinkRates direct = between(name + "-p2p", "rtx-pro-6000-blackwell", "pcie", n);
    const model::LinkRates staged = between(name + "-host", "rtx-pro-6000-blackwell", "pcie-staged", n);
    no_better(staged, direct);
    no_better(between(name + "-sys", "rtx-pro-6000-blackwell", "pcie-staged", n), staged);
  }
  for (const model::Device& device : catalog.devices()) {
    if (device.pcie_lanes > 0 && catalog::link_class("", device, "cuda") == "fab") {
      CAPTURE(device.slug);
      const model::LinkRates fabric = between("", device.slug, "fab", n),
                             slots = between("", device.slug, "pcie", n);
      CHECK(fabric.latency_s <= slots.latency_s);
      CHECK(fabric.all_reduce_s <= slots.all_reduce_s);
      compared += 1;
    }
  }
  CHECK(compared > 5);
}

TEST_CASE("a fabric that is listed by name only is the one without a name", "[catalog][link_rate]") {
  const model::LinkRates named = between("neuronlink", "trainium1", "fab", 16),
                         unnamed = between("nvlink", "groq-lpu", "fab", 16);
  CHECK(named.bytes_per_s > 0);
  CHECK(named.bytes_per_s == unnamed.bytes_per_s);
  CHECK(std::isnan(named.latency_s) == std::isnan(unnamed.latency_s));
  CHECK(std::isnan(named.all_reduce_s) == std::isnan(unnamed.all_reduce_s));
}

TEST_CASE("small all-reduces are interpolated in log2 n", "[catalog][link_rate][unit]") {
  const catalog::AllReduceTime listed[] = {{2, 10e-6}, {8, 30e-6}};
  catalog::Link link;
  CHECK(std::isnan(catalog::small_all_reduce_s(link, 4)));
  link.all_reduce = listed;
  CHECK(catalog::small_all_reduce_s(link, 2) == Approx(10e-6));
  CHECK(catalog::small_all_reduce_s(link, 4) == Approx(20e-6));
  CHECK(catalog::small_all_reduce_s(link, 16) == Approx(40e-6));
}
