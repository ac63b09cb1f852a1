#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "  0  NVIDIA GeForce RTX 4090   On ": index and name.
bool take_name(const std::vector<std::string>& words, int& index, std::string& name) {
  if (words.size() < 3 || words[0].size() > 4 || !is_number(words[0])) {
    return false;
  }
  index = static_cast<int>(catalog::leading_number(words[0]));
  name.clear();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool mode =
        i + 1 == words.size() && model::is_one_of(words[i], {"On", "Off", "TCC", "WDDM", "MCDM", "N/A"});
    if (!mode) name += (name.empty() ? "" : " ") + words[i];
  }
  return true;
}

/// The number behind the slash of "20W / 450W", "17MiB / 24564MiB".
double behind_slash(const std::string& text, std::string_view unit) {
  const std::size_t slash = text.find('/');
  return slash != std::string::npos && text.find(unit, slash) != std::string::npos
             ? catalog::leading_number(catalog::trimmed(std::string_view(text).substr(slash + 1)))
             : model::kUnknown;
}

}  // namespace

/// The table that nvidia-smi prints without options: two lines a device.
bool read_nvidia_table(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> cells = bar_cells(lines[i]);
    int index = 0;
    std::string name;
    const std::vector<std::string> bus =
        cells.size() > 3 ? blank_words(cells[2]) : std::vector<std::string>{};
    if (bus.empty() || !is_bus_address(bus[0]) || !take_name(blank_words(cells[1]), index, name)) {
      continue;
    }
    any = true;
    MachineDevice& device = machine.device(index);
    device.bus_id = bus[0];
    if (device.name.empty() || !name.ends_with("...")) {
      device.name = name;  // long ones are cut
    }
    const std::string ecc = cells[3].substr(0, cells[3].find(' '));
    if (ecc == "Off" || is_number(ecc)) {
      device.ecc = ecc != "Off";
    }
    const std::vector<std::string> second =
        i + 1 < lines.size() ? bar_cells(lines[i + 1]) : std::vector<std::string>{};
    const double limit = second.size() > 2 ? behind_slash(second[1], "W") : model::kUnknown;
    const double memory = second.size() > 2 ? behind_slash(second[2], "MiB") : model::kUnknown;
    if (limit > 0) device.power_limit_w = limit;
    if (memory > 0) {
      device.memory_bytes = memory * model::kMib;
    } else {
      machine.notes.push_back(
          fmt::format("{}:{}: the table does not say how much memory GPU{} has", file, i + 2, index));
    }
    check_device_range(device, fmt::format("{}:{}", file, i + 2));
  }
  return any;
}

/// "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-...)", as -L and nvlink print it; "GPU 0,1: NVIDIA L40S" of engines' reports;
/// beneath it "Link 3: 25.781 GB/s" or "Link 3: <inactive>".
bool read_nvidia_list(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  std::vector<int> current;
  bool any = false;
  for (const std::string& line : lines) {
    const std::string_view content = catalog::trimmed(line);
    const std::size_t colon = content.find(": ");
    const std::string_view before = content.substr(0, colon);
    if (colon != std::string_view::npos && before.starts_with("GPU ") && before.size() < 64 &&
        before.find_first_not_of("0123456789,", 4) == std::string_view::npos && before.size() > 4 &&
        is_number(before.substr(4, 1))) {
      std::string_view name = content.substr(colon + 2);
      name = catalog::trimmed(name.substr(0, name.find(" (UUID")));
      current.clear();
      for (const std::string_view one : catalog::split_at(before.substr(4), ',')) {
        if (one.empty() || one.size() > 4) continue;
        current.push_back(static_cast<int>(catalog::leading_number(one)));
        machine.device(current.back()).name = name;
        any = true;
      }
      continue;
    }
    for (const int index : current) {
      MachineDevice& device = machine.device(index);
      if (content.find("all links are inActive") != std::string_view::npos) device.nvlinks = 0;
      if (!content.starts_with("Link ") || colon == std::string_view::npos ||
          !is_number(content.substr(5, colon - 5)))
        continue;
      const std::string_view state = content.substr(colon + 2);
      const double rate = state.ends_with("GB/s") ? catalog::leading_number(state) : model::kUnknown;
      if (rate > 0 && rate < 1e4) {
        device.nvlinks = std::isnan(device.nvlinks) ? 1 : device.nvlinks + 1;
        device.nvlink_bytes_per_s = rate * 1e9;
      } else if (state == "<inactive>" && std::isnan(device.nvlinks)) {
        device.nvlinks = 0;
      }
    }
  }
  return any;
}

}  // namespace tokroof::formats
