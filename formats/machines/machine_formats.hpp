#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/machines/machine.hpp"

namespace tokroof::formats {

/// What a text of one tool adds to a machine. False: nothing of this format is in it. Throws InputError (bad-file,
/// "NAME:line") where it is of the format and cannot be.
using ReadMachine = bool(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
ReadMachine read_nvidia_topology, read_nvidia_peer_access, read_nvidia_details, read_nvidia_csv,
    read_nvidia_table, read_nvidia_list, read_rocm_topology, read_rocm_list, read_amd_list, read_amd_topology,
    read_xpu_discovery, read_system_profiler, read_sysctl, read_nvidia_information, read_lscpu, read_cpuinfo,
    read_dmidecode, read_host_memory, read_numactl;

struct MachineFormat {
  std::string_view name;  ///< "nvidia-smi topo -m"
  ReadMachine* read;
};

/// Whether a machine can have so many sockets or cores.
bool is_count(double number);

/// Of the flags of a processor, those of vector instructions, in a fixed order: which memory it may have and how much a core
/// computes follow from them. Every processor that tells its flags has one.
std::string vector_instructions(const std::string& flags);

/// Throws InputError (bad-file) for values that no device has.
void check_device_range(const MachineDevice& device, const std::string& where);

/// 16 GT/s: generation 4; kUnknown for a rate that is none's.
double pcie_generation(double transfers_gt_per_s);

/// Weight of a way between two AMD devices over two sockets; 40 within one, 15 over one xGMI hop.
inline constexpr double kAcrossSocketsWeight = 72;

}  // namespace tokroof::formats
