#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "predict/machine/machine.hpp"

namespace tokroof {

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
bool read_rocm_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_lscpu(const std::vector<std::string>& lines, const std::string& file, Machine& machine);
bool read_dmidecode(const std::vector<std::string>& lines, const std::string& file, Machine& machine);

}  // namespace tokroof
