#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"

namespace tokroof::formats {

/// /proc/driver/nvidia/gpus/*/information, which the kernel's driver writes: name and address of a device, one after
/// another where several files are joined.
bool read_nvidia_information(const std::vector<std::string>& lines,
                             const std::string& /*file*/,
                             Machine& machine) {
  std::string name;
  bool any = false;
  for (const std::string& line : lines) {
    const auto kv = key_value(line);
    if (!kv) continue;
    if (kv->key == "Model") name = kv->value;
    if (kv->key == "Bus Location" && is_bus_address(kv->value) && !name.empty()) {
      int index = 0;
      for (const MachineDevice& d : machine.devices) index = std::max(index, d.index + 1);
      MachineDevice& device = machine.device_at(kv->value, index);
      if (device.name.empty()) device.name = name;
      name.clear();
      any = true;
    }
  }
  return any;
}

}  // namespace tokroof::formats
