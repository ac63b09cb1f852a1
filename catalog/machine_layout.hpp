#pragma once
#include <span>
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/split.hpp"

namespace tokroof::catalog {

/// Whether the devices exchange over a fabric of their own, not over PCIe.
bool use_their_fabric(std::span<const model::Device* const> devices, std::string_view backend);

/// Devices of a machine that its fabric joins, and beyond which a network joins machines (8 H100, 72 GB200); unknown: the
/// catalog has no such fabric of theirs.
double fabric_machine(const Catalog& catalog,
                      std::span<const model::Device* const> devices,
                      std::string_view backend);

/// What usually joins machines of these devices: the network beyond their fabric; Thunderbolt between Macs; RoCE between
/// DGX Sparks; else 10 GbE.
std::string usual_network(const Catalog& catalog,
                          std::span<const model::Device* const> devices,
                          std::string_view backend);

/// Macs with Thunderbolt 5; the others have 3 or 4.
bool has_thunderbolt5(const model::Device& device);

/// What joins these Macs: RDMA under MLX, where all have Thunderbolt 5.
std::string between_macs(std::span<const model::Device* const> macs, std::string_view backend);

/// How the devices that share a copy of a model lie on machines.
struct MachineLayout {
  double devices = model::kUnknown;  ///< of each machine; unknown: one holds all
  std::string network;               ///< between them, as stated or the usual one; empty: one machine
  std::string fault;                 ///< why it cannot be
};

/// Whether the run says that there are machines, or of which size.
inline bool says_machines(const Run& run) { return !run.network.empty() || run.machine_devices > 0; }

/// Of several devices: as the run states by `machine_devices` and `network`. Where it states neither, nor a link, which
/// joins them all: as many on a machine as their fabric joins. Rows of one process do not leave its machine.
MachineLayout machine_layout(const Catalog& catalog,
                             const Run& run,
                             std::span<const model::Device* const> devices,
                             std::string_view backend,
                             double n_devices,
                             model::Split split);

}  // namespace tokroof::catalog
