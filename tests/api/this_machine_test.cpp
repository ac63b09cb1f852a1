#include "api/this_machine.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "api/assumed_processor.hpp"
#include "catalog/device_file.hpp"
#include "catalog/input_error.hpp"
#include "model/units.hpp"

namespace tokroof::test {
namespace {

formats::MachineHost unknown_host() {
  formats::MachineHost host;
  host.name = "AMD EPYC 9R14";
  host.vendor = "AuthenticAMD";
  host.family = 25;
  host.model = 17;
  host.instructions = "avx avx2 avx512f avx512_bf16";
  host.sockets = 2;
  host.cores_per_socket = 96;
  host.clock_hz = 3.7e9;
  host.memory_bytes = 768 * model::kGib;
  return host;
}

formats::MachineDevice card(int index, const char* slug, double gib) {
  formats::MachineDevice d;
  d.index = index;
  d.slug = d.name = slug;
  d.memory_bytes = gib * model::kGib;
  return d;
}

}  // namespace

TEST_CASE("a processor without an entry gets one from its class, and its memory is said as assumed",
          "[api][machine]") {
  const auto assumed = api::assumed_processor(catalog::Catalog::bundled(), unknown_host());
  REQUIRE(assumed);
  const catalog::Catalog catalog =
      catalog::with_devices(catalog::Catalog::bundled(), assumed->entry, "this machine");
  const model::Device& d = catalog.device(api::AssumedProcessor::kSlug);
  CHECK(d.kind == model::DeviceKind::cpu);
  CHECK(d.cpu_cores == 96);
  CHECK(d.memory_channels == 12);
  CHECK(d.bandwidth_bytes_per_s == Approx(460.8e9));
  CHECK(d.fp32_flops == Approx(96 * 3.7e9 * 32));
  CHECK_THAT(assumed->sentence, Catch::Contains("12 channels of DDR5-4800, 461 GB/s"));
}

TEST_CASE("modules that were read are not assumed, and sockets of a virtual machine are cores",
          "[api][machine]") {
  formats::MachineHost host = unknown_host();
  host.channels = 16;
  host.transfers_per_s = 4e9;
  const auto read = api::assumed_processor(catalog::Catalog::bundled(), host);
  REQUIRE(read);
  CHECK(read->sentence.empty());
  CHECK(nlohmann::json::parse(read->entry)["devices"][0]["bandwidth_gb_per_s"].get<double>() ==
        Approx(8 * 4e9 * 8 / 1e9));
  host = unknown_host();
  host.hypervisor = "KVM";
  host.sockets = 8;
  host.cores_per_socket = 1;
  CHECK(nlohmann::json::parse(
            api::assumed_processor(catalog::Catalog::bundled(), host)->entry)["devices"][0]["cpu_cores"] ==
        8);
}

TEST_CASE("what says nothing of itself falls back to its vector instructions", "[api][machine]") {
  formats::MachineHost host;
  host.name = "Common KVM processor";
  host.cores_per_socket = 2;
  host.instructions = "avx avx2";
  CHECK_THAT(api::assumed_processor(catalog::Catalog::bundled(), host)->sentence,
             Catch::Contains("2 channels of DDR4-3200"));
  host.instructions = "avx2 avx_vnni";
  CHECK_THAT(api::assumed_processor(catalog::Catalog::bundled(), host)->sentence,
             Catch::Contains("2 channels of DDR5-4800"));
  host.cores_per_socket = model::kUnknown;
  CHECK_FALSE(api::assumed_processor(catalog::Catalog::bundled(), host));
  host.slug = "ryzen-9-7950x";
  host.cores_per_socket = 16;
  CHECK_FALSE(api::assumed_processor(catalog::Catalog::bundled(), host));
}

TEST_CASE("cards count, not the graphics beside them nor what nobody knows", "[api][machine]") {
  formats::Machine machine;
  machine.devices = {card(0, "rtx-4090", 24), card(1, "radeon-890m", 4), card(2, "", 8)};
  machine.devices[1].integrated = true;
  machine.devices[2].name = "Voodoo 9000";
  machine.host = unknown_host();
  const api::KnownMachine known = api::known_machine(catalog::Catalog::bundled(), machine);
  CHECK(known.title == "rtx-4090");
  CHECK(known.working().devices.size() == 1);
  REQUIRE(known.gaps.size() == 2);
  CHECK_THAT(known.gaps[0], Catch::Contains("'Voodoo 9000'"));
  catalog::Run run;
  const api::AppliedMachine applied = api::apply_detected(known, run);
  CHECK(run.device == "rtx-4090");
  CHECK(run.host_device == api::AssumedProcessor::kSlug);
  CHECK(run.details.host_sockets == 2);
  CHECK(run.details.host_memory_gib == 768);
  CHECK(std::get<std::string>(applied.assumed.front().value) == "detected: rtx-4090");
}

TEST_CASE("a machine without devices is its processor, and one without either is asked for",
          "[api][machine]") {
  formats::Machine machine;
  machine.host = unknown_host();
  machine.host.slug = "epyc-9654";
  catalog::Run run;
  api::apply_detected(api::known_machine(catalog::Catalog::bundled(), machine), run);
  CHECK(run.device == "epyc-9654");
  CHECK(run.details.host_sockets == 2);
  catalog::Run none;
  CHECK_THROWS_AS(
      api::apply_detected(api::known_machine(catalog::Catalog::bundled(), formats::Machine()), none),
      catalog::InputError);
}

TEST_CASE("shared memory is what the driver lets the graphics use, else the system's default",
          "[api][machine]") {
  formats::Machine machine;
  machine.devices = {card(0, "strix-halo", 0.5)};
  machine.devices[0].integrated = true;
  machine.host.memory_bytes = 64 * model::kGib;
  const auto usable = [&] {
    catalog::Run run;
    api::apply_machine(catalog::Catalog::bundled(), machine, run);
    return run.details.gpu_memory_gib;
  };
  CHECK(usable() == 48);
  machine.devices[0].shared_memory_bytes = 31.5 * model::kGib;
  CHECK(usable() == 32);
  machine.devices = {card(0, "m2-8c", 16)};
  machine.host.memory_bytes = 16 * model::kGib;
  CHECK(usable() == Approx(16 * 2.0 / 3));
}

}  // namespace tokroof::test
