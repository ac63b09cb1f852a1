#include <cmath>
#include <string>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/text.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

/// A value of "nvidia-smi -q" by the headings above it.
void take_detail(MachineDevice& d, const std::string& section, const std::string& above, const KeyValue& kv) {
  const auto in = [&](std::string_view part) { return section == part; };
  if (kv.key == "Product Name") d.name = kv.value;
  if (kv.key == "Bus Id" && d.bus_id.empty()) d.bus_id = kv.value;
  if (in("FB Memory Usage") && kv.key == "Total")
    catalog::take_leading_number(d.memory_bytes, kv.value, model::kMib);
  if (in("PCIe Generation") && kv.key == "Max") catalog::take_leading_number(d.pcie_generation_max, kv.value);
  if (in("PCIe Generation") && kv.key == "Current") catalog::take_leading_number(d.pcie_generation, kv.value);
  if (in("Link Width") && kv.key == "Max") catalog::take_leading_number(d.pcie_lanes_max, kv.value);
  if (in("Link Width") && kv.key == "Current") catalog::take_leading_number(d.pcie_lanes, kv.value);
  const bool power = in("Power Readings") || in("GPU Power Readings");
  if (power && (kv.key == "Power Limit" || kv.key == "Current Power Limit"))
    catalog::take_leading_number(d.power_limit_w, kv.value);
  if (power && kv.key == "Default Power Limit")
    catalog::take_leading_number(d.power_limit_default_w, kv.value);
  if (in("Clocks") && kv.key == "SM") catalog::take_leading_number(d.sm_clock_hz, kv.value, 1e6);
  if (in("Clocks") && kv.key == "Memory") catalog::take_leading_number(d.memory_clock_hz, kv.value, 1e6);
  const bool ecc = in("ECC Mode") || in("Ecc Mode") || above == "ECC Mode";
  if (ecc && kv.key == "Current" && kv.value != "N/A") d.ecc = kv.value == "Enabled";
}

}  // namespace

void check_device_range(const MachineDevice& d, const std::string& where) {
  const auto bad = [&](double value, double low, double high) {
    return !std::isnan(value) && !(value >= low && value <= high);
  };
  if (bad(d.memory_bytes, 1, 1e14) || bad(d.pcie_generation, 0, 9) || bad(d.pcie_lanes, 0, 64) ||
      bad(d.pcie_generation_max, 0, 9) || bad(d.pcie_lanes_max, 0, 64) || bad(d.power_limit_w, 0, 1e5)) {
    throw catalog::InputError("bad-file", fmt::format("values of GPU{} that no device has", d.index), where);
  }
}

bool read_nvidia_details(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  MachineDevice* device = nullptr;
  int listed = 0;
  double attached = model::kUnknown;
  bool any = false;
  struct Heading {
    std::size_t indent;
    std::string text;
  };
  std::vector<Heading> headings;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const std::string_view content = catalog::trimmed(line);
    if (content.starts_with("GPU ") && is_bus_address(content.substr(4))) {
      device = &machine.device_at(std::string(content.substr(4)), listed++);
      headings.clear();
      continue;
    }
    if (content.starts_with("Attached GPUs")) {
      attached = catalog::leading_number(key_value(line).value_or(KeyValue{}).value);
    }
    if (device == nullptr || content.empty()) {
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
    const KeyValue kv{std::string(catalog::trimmed(std::string_view(line).substr(0, colon))),
                      std::string(catalog::trimmed(std::string_view(line).substr(colon + 3))),
                      indent};
    take_detail(*device,
                headings.empty() ? "" : headings.back().text,
                headings.size() < 2 ? "" : headings[headings.size() - 2].text,
                kv);
    any = true;
    check_device_range(*device, fmt::format("{}:{}", file, i + 1));
  }
  if (any && attached > listed) {
    machine.notes.push_back(fmt::format("{}: {} of {:.0f} attached GPUs described", file, listed, attached));
  }
  return any;
}

}  // namespace tokroof::formats
