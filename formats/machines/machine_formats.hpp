#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/machines/machine.hpp"

namespace tokroof::formats {

/// What a text of one tool adds to a machine. False: nothing of this format is in it. Throws InputError (bad-file,
/// "NAME:line") where it is of the format and cannot be.
struct MachineFormat {
  std::string_view name;  ///< "nvidia-smi topo -m"
  bool (*read)(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
};

std::span<const MachineFormat> machine_formats();

bool read_nvidia_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_nvidia_peer_access(const std::vector<std::string>& lines,
                             const std::string& file,
                             Machine& machine);
bool read_nvidia_details(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_nvidia_csv(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_nvidia_table(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_nvidia_list(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_rocm_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_rocm_list(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_amd_list(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_amd_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_xpu_discovery(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_system_profiler(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_sysctl(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_nvidia_information(const std::vector<std::string>& lines,
                             const std::string& file,
                             Machine& machine);
bool read_lscpu(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_cpuinfo(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_dmidecode(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_host_memory(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_numactl(const std::vector<std::string>& lines, const std::string& file, Machine& machine);

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
