#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "formats/machines/machine.hpp"
#include "formats/machines/system.hpp"

namespace tokroof::formats {

/// An accelerator on the PCI bus, as /sys/bus/pci/devices shows it to everybody.
struct PciFunction {
  std::string address;                           ///< "0000:01:00.0"
  std::string vendor, device, revision;          ///< hexadecimal, in lower case: "10de"
  double memory_bytes = model::kUnknown;         ///< of its own, as AMD's driver tells it
  double shared_memory_bytes = model::kUnknown;  ///< of the host, that AMD's driver lets it use
  double numa_node = model::kUnknown;
  double pcie_generation = model::kUnknown, pcie_generation_max = model::kUnknown;
  double pcie_lanes = model::kUnknown, pcie_lanes_max = model::kUnknown;
};

/// Graphics and computing devices of the vendors whose devices run models, in the order in which their tools count them:
/// by vendor, then by address.
///
/// The link is that of the card's edge: cards with a switch of their own show its inner link at the device, so bridges of
/// the card's vendor above it, below the root port, are passed.
std::vector<PciFunction> pci_accelerators(const System& system);

/// Adds what the bus says: new devices, and what is not known yet of those that are there.
void add_pci_accelerators(const std::vector<PciFunction>& functions, Machine& machine);

/// The devices of the catalog with a PCI number, those with another memory left out (kUnknown: none is).
std::vector<std::string_view> devices_with_pci_id(const catalog::Catalog& catalog,
                                                  std::string_view pci_id,
                                                  double memory_bytes);

/// The name of a device in the lists that distributions carry: pci.ids ("GA102 [GeForce RTX 3090]": what is in brackets)
/// and, for AMD's with a revision, amdgpu.ids. Empty: it is not there.
std::string name_in_pci_ids(std::string_view list, std::string_view pci_id);
std::string name_in_amdgpu_ids(std::string_view list, std::string_view pci_id);

}  // namespace tokroof::formats
