#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/device.hpp"

namespace tokroof::formats {

/// One accelerator as its driver reports it; kUnknown where no tool said.
struct MachineDevice {
  int index = 0;
  std::string name;  ///< as the driver calls it
  std::string slug;  ///< the catalog's entry; empty: none was found
  std::string bus_id;
  std::string pci_id;  ///< "10de:2204", "1002:73bf:c1" with its revision
  double memory_bytes = model::kUnknown;
  double shared_memory_bytes = model::kUnknown;  ///< of the host, that its driver lets it use
  double pcie_generation = model::kUnknown;      ///< now: idle cards drop to 1
  double pcie_generation_max = model::kUnknown;
  double pcie_lanes = model::kUnknown;
  double pcie_lanes_max = model::kUnknown;
  double power_limit_w = model::kUnknown;
  double power_limit_default_w = model::kUnknown;
  double sm_clock_hz = model::kUnknown;
  double memory_clock_hz = model::kUnknown;
  double numa_node = model::kUnknown;
  double nvlinks = model::kUnknown;             ///< that are up
  double nvlink_bytes_per_s = model::kUnknown;  ///< of one, one direction
  std::optional<bool> ecc;
  bool integrated = false;  ///< on the processor's chip, with its memory
};

/// The way between two devices.
struct MachineLink {
  int a = 0, b = 0;   ///< indices, a < b
  std::string label;  ///< SYS, NODE, PHB, PXB, PIX, NV4, XGMI, PCIE
  std::optional<bool> peer_to_peer;
  double bytes_per_s = model::kUnknown;  ///< one direction
  double latency_s = model::kUnknown;    ///< of a small message
};

struct MachineHost {
  std::string name, slug;
  double sockets = model::kUnknown;
  double cores_per_socket = model::kUnknown;
  double numa_nodes = model::kUnknown;
  double memory_bytes = model::kUnknown;
  double channels = model::kUnknown;  ///< populated, of all sockets
  double transfers_per_s = model::kUnknown;
  std::string vendor;               ///< "AuthenticAMD", "GenuineIntel", "ARM"
  double family = model::kUnknown;  ///< what the processor reports of its design
  double model = model::kUnknown;
  std::string instructions;           ///< vector instructions that it has: "avx2 avx512f"
  double clock_hz = model::kUnknown;  ///< highest
  std::string hypervisor;  ///< of a virtual machine, which has a part of the processor; empty: none is told
  /// Populated channels x transfers x 8 bytes: a channel is 64 bits wide.
  [[nodiscard]] double bandwidth_bytes_per_s() const { return channels * transfers_per_s * 8; }
};

/// A program of an engine that is installed.
struct MachineEngine {
  std::string engine, command;
};

struct MachineSource {
  std::string file;
  std::string format;
};

/// A machine as its own tools describe it.
struct Machine {
  std::vector<MachineDevice> devices;
  std::vector<MachineLink> links;
  MachineHost host;
  std::vector<MachineEngine> engines;
  std::vector<MachineSource> sources;
  std::vector<std::string> notes;

  /// Whether the processor is on the chip of an integrated device, whose memory and entry are its own: Apple's.
  [[nodiscard]] bool host_on_device() const;
  MachineDevice& device(int index);
  /// The device at a bus address: the one that has it, else that of `index` where its address is not known, else a new one.
  MachineDevice& device_at(const std::string& bus_id, int index);
  MachineLink& link(int a, int b);
};

/// Whether two spellings are one address: tools write the domain with four or eight digits.
bool same_bus_address(std::string_view a, std::string_view b);

/// No machine has more; a larger number is damage.
inline constexpr int kMostDevices = 1024;

}  // namespace tokroof::formats
