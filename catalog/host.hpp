#pragma once
#include <optional>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/scenario.hpp"

namespace tokroof::catalog {

/// The host processor of a CPU run: the device itself, or the stated host where the device is a card.
std::optional<model::Host> cpu_host(const Catalog& catalog, const Run& run, const model::Device& device);

/// The host processor that keeps experts or layers of a run on a card: by the text that names it, else by its slug.
std::optional<model::Host> offload_host(const Catalog& catalog, const Run& run);

/// A host that is known by its memory alone, "ddr5-5600x6" or "ddr4-3200x8x2" (channels, sockets); nullopt: it is not.
struct HostMemory {
  double mts = 0;
  double channels = 0;  ///< 0: not said
  double sockets = 1;
  double gib = 0;  ///< 0: not said
};
std::optional<HostMemory> parse_host_memory(std::string_view text);
/// Transfers of most modules of a kind, "ddr5"; kUnknown: another word.
double usual_mts(std::string_view kind);
/// Channels of a desktop, whatever its processor: where nobody says how many.
inline constexpr double kUsualHostChannels = 2;
/// States it of a run in place of a host's name.
void take_host_memory(const HostMemory& memory, Run& run);
/// Threads of a socket of which the memory alone is known: two a core, and as many cores as half of the catalog's processors
/// with so many channels have at least: 8 with two, 16 with four, 32 with eight, 48 with twelve.
constexpr double assumed_threads(double channels) { return 8 * (channels > 2 ? channels : 2); }
/// Whether a text says memory of a host and nothing else: "ddr5-5600x6", "64gb ddr4 3200". It is no device.
bool names_host_memory(std::string_view text);
/// Of "ddr5-5600x6", "ddr4-3200x8x2" only: megatransfers, channels, sockets.
std::optional<HostMemory> memory_by_numbers(std::string_view text);

/// "2x EPYC 7763": the entry that counts both sockets where there is one, else the processor and how many of it.
struct Sockets {
  const model::Device* device;
  double count;
};
Sockets sockets_named(const Catalog& catalog, const model::Device& processor, double count);
/// How many of the entry work in a run on processors alone; else 1.
double processors_of(const model::Scenario& scenario);

/// What the slots of a desktop's or laptop's processor take: two of the largest unbuffered modules a channel, 8 GB of
/// DDR3, 32 of DDR4, 64 of DDR5 [GiB]. kUnknown: it has more channels, and registered modules hold any model.
double most_memory_gib(const model::Device& processor);

/// The most that a chip is sold with whose maker solders its memory [GiB]; kUnknown: others may solder more.
double most_sold_gib(const model::Device& device);

/// Whether a chip whose entry has the most that it is sold with is sold with less, too. A name that says how much is of one.
bool sold_with_several(const model::Device& device);

/// Memory of one device [GiB]: of a chip that shares it with its processor as the run says, else as its entry. What a driver
/// sets aside for the graphics is not the host's: a run whose host has less than its graphics says nothing of the whole.
double installed_gib(const Run& run, const model::Device& device);

/// Of a core whose processor is not known: 3.5 GHz and two 256-bit multiply-adds a clock.
inline constexpr double kAssumedCoreFlops = 3.5e9 * 32;

/// What is known of the host that launches kernels; null: nothing.
const LaunchSpeed* launching_host(const Catalog& catalog, const Run& run);

/// The PCIe generation of the host: of its entry, else of the processor that the text names; unknown: neither says.
double host_pcie_generation(const Catalog& catalog, const Run& run);

}  // namespace tokroof::catalog
