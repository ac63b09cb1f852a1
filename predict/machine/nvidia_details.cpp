#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "predict/machine/machine_formats.hpp"
#include "predict/machine/text_lines.hpp"

namespace tokroof {
namespace {

constexpr double kMib = 1048576;

void set(double& field, std::string_view text, double unit = 1) {
  if (const double value = leading_number(text); !std::isnan(value)) {
    field = value * unit;
  }
}

/// A value of "nvidia-smi -q" by the headings above it.
void take_detail(MachineDevice& d, const std::string& section, const std::string& above, const KeyValue& kv) {
  const auto in = [&](std::string_view part) { return section == part; };
  if (kv.key == "Product Name") d.name = kv.value;
  if (kv.key == "Bus Id") d.bus_id = kv.value;
  if (in("FB Memory Usage") && kv.key == "Total") set(d.memory_bytes, kv.value, kMib);
  if (in("PCIe Generation") && kv.key == "Max") set(d.pcie_generation_max, kv.value);
  if (in("PCIe Generation") && kv.key == "Current") set(d.pcie_generation, kv.value);
  if (in("Link Width") && kv.key == "Max") set(d.pcie_lanes_max, kv.value);
  if (in("Link Width") && kv.key == "Current") set(d.pcie_lanes, kv.value);
  const bool power = in("Power Readings") || in("GPU Power Readings");
  if (power && (kv.key == "Power Limit" || kv.key == "Current Power Limit")) set(d.power_limit_w, kv.value);
  if (power && kv.key == "Default Power Limit") set(d.power_limit_default_w, kv.value);
  if (in("Clocks") && kv.key == "SM") set(d.sm_clock_hz, kv.value, 1e6);
  if (in("Clocks") && kv.key == "Memory") set(d.memory_clock_hz, kv.value, 1e6);
  const bool ecc = in("ECC Mode") || in("Ecc Mode") || above == "ECC Mode";
  if (ecc && kv.key == "Current" && kv.value != "N/A") d.ecc = kv.value == "Enabled";
}

std::vector<std::string> csv_cells(std::string_view line) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t comma = line.find(',');
    out.emplace_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) {
      return out;
    }
    line.remove_prefix(comma + 1);
  }
}

/// "memory.total [MiB]": memory.total.
std::string field_of(const std::string& heading) {
  return std::string(trimmed(heading.substr(0, heading.find('['))));
}

void take_cell(MachineDevice& d, const std::string& field, const std::string& text) {
  if (field == "name" || field == "gpu_name") d.name = text;
  if (field == "pci.bus_id" || field == "gpu_bus_id") d.bus_id = text;
  if (field == "memory.total") set(d.memory_bytes, text, kMib);
  if (field == "pcie.link.gen.current" || field == "pcie.link.gen.gpucurrent") set(d.pcie_generation, text);
  if (field == "pcie.link.gen.max" || field == "pcie.link.gen.gpumax") set(d.pcie_generation_max, text);
  if (field == "pcie.link.width.current") set(d.pcie_lanes, text);
  if (field == "pcie.link.width.max") set(d.pcie_lanes_max, text);
  if (field == "power.limit" || field == "enforced.power.limit") set(d.power_limit_w, text);
  if (field == "power.default_limit") set(d.power_limit_default_w, text);
  if (field == "clocks.sm" || field == "clocks.current.sm") set(d.sm_clock_hz, text, 1e6);
  if (field == "clocks.mem" || field == "clocks.current.memory") set(d.memory_clock_hz, text, 1e6);
  if (field == "ecc.mode.current" && !text.starts_with("[")) d.ecc = text == "Enabled";
}

void check_range(const MachineDevice& d, const std::string& where) {
  const auto bad = [&](double value, double low, double high) {
    return !std::isnan(value) && !(value >= low && value <= high);
  };
  if (bad(d.memory_bytes, 1, 1e14) || bad(d.pcie_generation, 0, 9) || bad(d.pcie_lanes, 0, 64) ||
      bad(d.pcie_generation_max, 0, 9) || bad(d.pcie_lanes_max, 0, 64) || bad(d.power_limit_w, 0, 1e5)) {
    throw InputError("bad-file", fmt::format("values of GPU{} that no device has", d.index), where);
  }
}

}  // namespace

bool read_nvidia_details(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  int index = -1;
  bool any = false;
  struct Heading {
    std::size_t indent;
    std::string text;
  };
  std::vector<Heading> headings;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line.starts_with("GPU ") && line.find(':') != std::string::npos &&
        line.find("UUID") == std::string::npos) {
      machine.device(++index).bus_id = trimmed(std::string_view(line).substr(4));
      headings.clear();
      continue;
    }
    const std::string_view content = trimmed(line);
    if (index < 0 || content.empty()) {
      continue;
    }
    const std::size_t indent = line.find_first_not_of(" \t");
    while (!headings.empty() && headings.back().indent >= indent) {
      headings.pop_back();
    }
    const std::size_t colon = line.find(" : ");
    if (colon == std::string::npos) {
      if (headings.size() < 16) {
        headings.push_back({indent, std::string(content)});
      }
      continue;
    }
    const KeyValue kv{std::string(trimmed(std::string_view(line).substr(0, colon))),
                      std::string(trimmed(std::string_view(line).substr(colon + 3))),
                      indent};
    take_detail(machine.device(index),
                headings.empty() ? "" : headings.back().text,
                headings.size() < 2 ? "" : headings[headings.size() - 2].text,
                kv);
    any = any || kv.key == "Product Name";
    check_range(machine.device(index), fmt::format("{}:{}", file, i + 1));
  }
  return any;
}

bool read_nvidia_csv(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  std::vector<std::string> fields;
  int index = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> cells = csv_cells(lines[i]);
    const bool heading = std::any_of(cells.begin(), cells.end(), [](const std::string& c) {
      const std::string f = field_of(c);
      return f == "name" || f == "gpu_name" || f.starts_with("pcie.link.") || f.starts_with("power.limit");
    });
    if (heading) {
      fields.clear();
      for (const std::string& c : cells) fields.push_back(field_of(c));
      index = 0;
      continue;
    }
    if (fields.empty() || trimmed(lines[i]).empty()) {
      continue;
    }
    if (cells.size() != fields.size()) {
      if (cells.size() == 1 || lines[i].find(": ") != std::string::npos) {  // another tool's text begins
        fields.clear();
        continue;
      }
      throw InputError("bad-file",
                       fmt::format("{} cells, the heading has {}", cells.size(), fields.size()),
                       fmt::format("{}:{}", file, i + 1));
    }
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (fields[c] == "index") {
        if (const double number = leading_number(cells[c]); number >= 0)
          index = static_cast<int>(std::min(number, 1e6));
      }
    }
    MachineDevice& device = machine.device(index++);
    for (std::size_t c = 0; c < cells.size(); ++c) {
      take_cell(device, fields[c], cells[c]);
    }
    check_range(device, fmt::format("{}:{}", file, i + 1));
  }
  return index > 0;
}

}  // namespace tokroof
