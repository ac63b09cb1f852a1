#include <fmt/format.h>

#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/count/layer_counts.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

std::string says_no_cores(const std::string& file) {
  return fmt::format("{}: how many cores the GPU has is not said; system_profiler SPDisplaysDataType says it",
                     file);
}

}  // namespace

/// "xpu-smi discovery": a table with the number of a device in the first column, "key: value" in the second.
bool read_xpu_discovery(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  MachineDevice* device = nullptr;
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> cells = bar_cells(lines[i]);
    if (cells.size() != 4) continue;
    const auto kv = key_value(cells[2]);
    if (!cells[1].empty()) {
      const double index = catalog::leading_number(cells[1]);
      device = kv && index >= 0 && index < kMostDevices &&
                       cells[1].find_first_not_of("0123456789") == std::string::npos
                   ? &machine.device(static_cast<int>(index))
                   : nullptr;
    }
    if (device == nullptr || !kv) continue;
    const double number = catalog::leading_number(kv->value);
    if (kv->key == "Device Name") {
      device->name = kv->value;
      any = true;
    }
    if (kv->key == "PCI BDF Address") device->bus_id = kv->value;
    if (kv->key == "Memory Physical Size" && number > 0 && kv->value.ends_with("MiB"))
      device->memory_bytes = number * model::kMib;
    if (kv->key == "PCIe Generation" && number > 0) device->pcie_generation_max = number;
    if (kv->key == "PCIe Max Link Width" && number > 0) device->pcie_lanes_max = number;
    check_device_range(*device, fmt::format("{}:{}", file, i + 1));
  }
  return any;
}

/// "system_profiler SPHardwareDataType", and SPDisplaysDataType where it is there: it counts the cores of the GPU.
bool read_system_profiler(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  std::string chip;
  double gpu_cores = model::kUnknown, cpu_cores = model::kUnknown, memory = model::kUnknown;
  bool displays = false;
  for (const std::string& line : lines) {
    const auto kv = key_value(line);
    if (!kv) continue;
    if (kv->key == "Chip" || kv->key == "Chipset Model") {
      displays = kv->key == "Chipset Model";
      if (kv->value.starts_with("Apple ")) chip = kv->value;
    }
    if (kv->key == "Total Number of Cores")
      (displays ? gpu_cores : cpu_cores) = catalog::leading_number(kv->value);
    if (kv->key == "Memory" && kv->value.ends_with(" GB") && !chip.empty())
      memory = catalog::leading_number(kv->value) * model::kGib;
  }
  if (chip.empty()) {
    return false;
  }
  if (machine.host.name.empty()) machine.host.name = chip;
  MachineDevice& device = machine.device(0);
  device.name = gpu_cores > 0 ? fmt::format("{} {:.0f}-core", chip, gpu_cores) : chip;
  device.integrated = true;
  if (memory > 0 && memory < 1e14) {
    device.memory_bytes = memory;
    machine.host.memory_bytes = memory;
  }
  if (cpu_cores > 0 && cpu_cores < 1e4) machine.host.cores_per_socket = cpu_cores;
  if (!(gpu_cores > 0)) {
    machine.notes.push_back(says_no_cores(file));
  }
  return true;
}

/// "sysctl hw.memsize hw.physicalcpu hw.packages machdep.cpu.brand_string" of macOS. A chip of Apple's has graphics.
bool read_sysctl(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  bool any = false;
  for (const std::string& line : lines) {
    const auto kv = key_value(line);
    if (!kv) continue;
    const double number = catalog::leading_number(kv->value);
    MachineHost& host = machine.host;
    if (kv->key == "machdep.cpu.brand_string" && !kv->value.empty()) {
      host.name = kv->value;
      any = true;
    }
    if (kv->key == "hw.memsize" && number >= model::kMib && number <= 1e16) host.memory_bytes = number;
    if (kv->key == "hw.packages" && number >= 1 && number <= 1e3) host.sockets = number;
    if (kv->key == "hw.physicalcpu" && number >= 1 && number <= 1e5) host.cores_per_socket = number;
  }
  if (any && machine.host.name.starts_with("Apple ")) {
    MachineDevice& device = machine.device(0);
    if (device.name.empty()) {
      device.name = machine.host.name;
      machine.notes.push_back(says_no_cores(file));
    }
    device.integrated = true;
    device.memory_bytes = model::known_or(device.memory_bytes, machine.host.memory_bytes);
  }
  return any;
}

}  // namespace tokroof::formats
