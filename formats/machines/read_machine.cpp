#include "formats/machines/read_machine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/machine_links.hpp"
#include "formats/machines/machine_names.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr MachineFormat kFormats[] = {
    {"nvidia-smi topo -m", read_nvidia_topology},
    {"nvidia-smi topo -p2p", read_nvidia_peer_access},
    {"nvidia-smi -q", read_nvidia_details},
    {"nvidia-smi --query-gpu", read_nvidia_csv},
    {"nvidia-smi", read_nvidia_table},
    {"nvidia-smi -L, nvlink --status", read_nvidia_list},
    {"/proc/driver/nvidia/gpus/*/information", read_nvidia_information},
    {"rocm-smi --showtopo", read_rocm_topology},
    {"rocm-smi --showproductname, --showmeminfo vram", read_rocm_list},
    {"amd-smi list, static", read_amd_list},
    {"amd-smi topology", read_amd_topology},
    {"xpu-smi discovery", read_xpu_discovery},
    {"system_profiler SPHardwareDataType", read_system_profiler},
    {"sysctl", read_sysctl},
    {"lscpu", read_lscpu},
    {"/proc/cpuinfo", read_cpuinfo},
    {"dmidecode -t memory", read_dmidecode},
    {"free, /proc/meminfo", read_host_memory},
    {"numactl -H", read_numactl},
};

}  // namespace

void read_machine_text(std::string_view text, const std::string& file, Machine& machine) {
  if (text.size() > kMostToolBytes) {
    throw catalog::InputError("bad-file", fmt::format("{} bytes: no tool prints so much", text.size()), file);
  }
  const std::vector<std::string> lines = text_lines(text);
  bool known = false;
  for (const MachineFormat& format : kFormats) {
    if (format.read(lines, file, machine)) {
      machine.sources.push_back({file, std::string(format.name)});
      known = true;
    }
  }
  if (!known) {
    std::string names;
    for (const MachineFormat& format : kFormats) {
      names += (names.empty() ? "" : ", ") + std::string(format.name);
    }
    throw catalog::InputError("bad-file", "is the output of no known tool: " + names, file);
  }
}

void complete_machine(const catalog::DeviceNames& names, Machine& machine) {
  name_machine(names, machine);
  rate_links(names.catalog(), machine);
  if (model::any_of(machine.devices, [](const auto& d) { return d.name.empty(); })) {
    machine.notes.emplace_back("not every device is named: nvidia-smi -L or its like says what they are");
  }
  for (const MachineDevice& d : machine.devices) {
    if (d.pcie_generation == 1 && d.pcie_generation_max > 1) {
      machine.notes.push_back(
          fmt::format("GPU{} reports PCIe generation 1 now, as idle cards do: {:.0f} is taken",
                      d.index,
                      d.pcie_generation_max));
    }
    if (d.pcie_lanes < d.pcie_lanes_max) {
      machine.notes.push_back(
          fmt::format("GPU{} has {:.0f} of its {:.0f} PCIe lanes", d.index, d.pcie_lanes, d.pcie_lanes_max));
    }
    for (const MachineLink& l : machine.links) {
      if (l.a == d.index && l.label.starts_with("NV") &&
          d.nvlinks < catalog::leading_number(l.label.substr(2))) {
        machine.notes.push_back(fmt::format(
            "{:.0f} NVLinks of GPU{} are up, {} to GPU{} is told", d.nvlinks, d.index, l.label, l.b));
        break;
      }
    }
    if (d.power_limit_w < d.power_limit_default_w) {
      machine.notes.push_back(fmt::format(
          "GPU{} is capped at {:g} of {:g} W", d.index, d.power_limit_w, d.power_limit_default_w));
    }
  }
}

}  // namespace tokroof::formats
