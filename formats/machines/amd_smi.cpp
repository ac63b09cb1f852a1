#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/count/layer_counts.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

/// Unit at the end of "196592 MB", "24 GB", "205822885888" (bytes).
double memory_bytes(std::string_view text) {
  const double number = catalog::leading_number(text);
  const double unit = text.ends_with("GB") ? model::kGib : text.ends_with("MB") ? model::kMib : 1.0;
  return number > 0 && number < 1e15 ? number * unit : model::kUnknown;
}

void take(double& field, double value, double low, double high) {
  if (value >= low && value <= high) field = value;
}

/// A line of "rocm-smi": "GPU[0] : Card Series:  AMD Instinct MI300X".
void take_rocm(MachineDevice& d, const std::string& key, const std::string& value) {
  if ((key == "card series" || key == "device name") && value != "N/A") d.name = value;
  if (key == "vram total memory (b)") d.memory_bytes = model::known_or(memory_bytes(value), d.memory_bytes);
  if (key == "max graphics package power (w)") take(d.power_limit_w, catalog::leading_number(value), 1, 1e5);
  if (key == "pci bus") d.bus_id = catalog::lower_case(value);
  if (key.starts_with("pcie clock level")) {  // "1 (16.0GT/s x16)"
    const std::size_t open = value.find('('), x = value.find('x');
    if (open == std::string::npos || x == std::string::npos) return;
    d.pcie_generation = pcie_generation(catalog::leading_number(std::string_view(value).substr(open + 1)));
    take(d.pcie_lanes, catalog::leading_number(std::string_view(value).substr(x + 1)), 1, 64);
  }
}

/// A line of "amd-smi static" under its device.
void take_static(MachineDevice& d, const KeyValue& kv) {
  if ((kv.key == "MARKET_NAME" || kv.key == "Market Name") && kv.value != "N/A") d.name = kv.value;
  if (kv.key == "BDF") d.bus_id = catalog::lower_case(kv.value);
  if (kv.key == "MAX_PCIE_WIDTH") take(d.pcie_lanes_max, catalog::leading_number(kv.value), 1, 64);
  if (kv.key == "MAX_PCIE_SPEED") d.pcie_generation_max = pcie_generation(catalog::leading_number(kv.value));
  if (kv.key == "SOCKET_POWER" || kv.key == "SOCKET_POWER_LIMIT")
    take(d.power_limit_w, catalog::leading_number(kv.value), 1, 1e5);
  if (kv.key == "SIZE" && kv.value.ends_with("B"))
    d.memory_bytes = model::known_or(memory_bytes(kv.value), d.memory_bytes);
}

}  // namespace

double pcie_generation(double transfers_gt_per_s) {
  constexpr double kRates[] = {2.5, 5, 8, 16, 32, 64};
  for (std::size_t i = 0; i < std::size(kRates); ++i) {
    if (std::fabs(transfers_gt_per_s - kRates[i]) < 0.1) return static_cast<double>(i + 1);
  }
  return model::kUnknown;
}

bool read_rocm_list(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  bool any = false;
  for (const std::string& line : lines) {
    const std::string_view content = catalog::trimmed(line);
    const std::size_t end = content.find(']');
    if (!content.starts_with("GPU[") || end == std::string_view::npos) continue;
    const double index = catalog::leading_number(content.substr(4));
    const std::size_t colon = content.find(':', end);
    if (!(index >= 0 && index < kMostDevices) || colon == std::string_view::npos) continue;
    const std::string_view rest = content.substr(colon + 1);
    const std::size_t middle = rest.find(": ") == std::string_view::npos ? rest.find(":\t") : rest.find(": ");
    if (middle == std::string_view::npos) continue;
    const std::string key = catalog::lower_case(catalog::trimmed(rest.substr(0, middle)));
    if (key.starts_with("(topology)")) continue;
    take_rocm(
        machine.device(static_cast<int>(index)), key, std::string(catalog::trimmed(rest.substr(middle + 1))));
    any = true;
  }
  return any;
}

/// "GPU: 0", beneath it "BDF: 0000:05:00.0" and sections.
bool read_amd_list(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  int index = -1;
  bool any = false;
  for (const std::string& line : lines) {
    const auto kv = key_value(line);
    if (!kv) continue;
    if (kv->key == "GPU") {
      const double number = catalog::leading_number(kv->value);
      index = number >= 0 && number < kMostDevices ? static_cast<int>(number) : -1;
      continue;
    }
    const bool ours = model::is_one_of(
        kv->key,
        "BDF|MARKET_NAME|Market Name|MAX_PCIE_WIDTH|MAX_PCIE_SPEED|SOCKET_POWER|SOCKET_POWER_LIMIT|SIZE");
    if (index < 0 || !ours) continue;
    take_static(machine.device(index), *kv);
    any = any || kv->key == "BDF" || kv->key == "MARKET_NAME" || kv->key == "Market Name";
  }
  return any;
}

/// Tables of "amd-smi topology": a title, the addresses of the columns, a row for each device.
bool read_amd_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  std::string title;
  std::vector<std::string> columns;
  std::size_t rows = 0, first = 0;
  bool any = false;
  const auto end_table = [&] {
    if (rows < columns.size()) {
      machine.notes.push_back(
          fmt::format("{}:{}: {}: {} of {} rows are there: the links among the other devices are "
                      "not known",
                      file,
                      first,
                      title,
                      rows,
                      columns.size()));
    }
    columns.clear();
    rows = 0;
  };
  const auto device = [&](const std::string& bus, std::size_t place) {
    return machine.device_at(catalog::lower_case(bus), static_cast<int>(place)).index;
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> words = blank_words(lines[i]);
    if (words.empty()) continue;
    if (words.back() == "TABLE:") {
      end_table();
      title = std::string(catalog::trimmed(lines[i]));
      continue;
    }
    if (title.empty() || !is_bus_address(words[0])) continue;
    if (model::all_of(words, is_bus_address)) {
      columns = words;
      first = i + 1;
      continue;
    }
    const std::size_t row =
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), words[0]) - columns.begin());
    if (row == columns.size()) continue;
    rows += 1;
    if (words.size() != columns.size() + 1) {
      machine.notes.push_back(fmt::format("{}:{}: {} cells, the heading has {}: the row is not read",
                                          file,
                                          i + 1,
                                          words.size() - 1,
                                          columns.size()));
      continue;
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c == row) continue;
      const std::string& cell = words[c + 1];
      const int a = device(columns[row], row), b = device(columns[c], c);
      if (a == b) continue;
      MachineLink& link = machine.link(a, b);
      any = true;
      if (title == "LINK TYPE TABLE:" && cell == "XGMI") link.label = "XGMI";
      if (title == "LINK TYPE TABLE:" && cell.starts_with("PCI") && link.label.empty()) link.label = "PHB";
      if (title == "WEIGHT TABLE:" && link.label != "XGMI" && catalog::leading_number(cell) > 15)
        link.label = catalog::leading_number(cell) >= kAcrossSocketsWeight ? "SYS" : "PHB";
      if (title == "ACCESS TABLE:" && (cell == "ENABLED" || cell == "DISABLED"))
        link.peer_to_peer = cell == "ENABLED";
    }
  }
  end_table();
  return any;
}

}  // namespace tokroof::formats
