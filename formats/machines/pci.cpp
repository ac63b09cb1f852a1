#include "formats/machines/pci.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kNvidia = "10de", kAmd = "1002", kIntel = "8086", kHabana = "1da3";
constexpr std::string_view kBus = "/sys/bus/pci/devices";

bool is_hexadecimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// "0x10de": "10de"; empty where it is no number of so many digits.
std::string hexadecimal(const std::string& word, std::size_t digits) {
  const std::string text = catalog::lower_case(word);
  return text.starts_with("0x") && text.size() == digits + 2 && is_hexadecimal(text.substr(2))
             ? text.substr(2)
             : "";
}

double in_range(double value, double low, double high) {
  return value >= low && value <= high ? value : model::kUnknown;
}

class Bus {
 public:
  explicit Bus(const System& system) : system_(system) {}

  [[nodiscard]] std::vector<PciFunction> accelerators() const {
    std::vector<PciFunction> out;
    constexpr std::size_t kMostAccelerators = 256;
    for (const std::string& address : system_.names_in(kBus)) {
      const std::string folder = fmt::format("{}/{}", kBus, address);
      if (!is_bus_address(address) || !computes(folder) || out.size() == kMostAccelerators) continue;
      out.push_back(function(folder, address));
    }
    const auto rank = [](const PciFunction& f) {
      return f.vendor == kNvidia ? 0 : f.vendor == kAmd ? 1 : f.vendor == kIntel ? 2 : 3;
    };
    std::stable_sort(out.begin(), out.end(), [&](const PciFunction& a, const PciFunction& b) {
      return rank(a) < rank(b);
    });
    return out;
  }

 private:
  /// Display controllers and processing accelerators; the first function of a card only is one.
  [[nodiscard]] bool computes(const std::string& folder) const {
    const std::string kind = system_.word(folder + "/class");
    const std::string vendor = hexadecimal(system_.word(folder + "/vendor"), 4);
    return (kind.starts_with("0x03") || kind.starts_with("0x12")) &&
           model::is_one_of(vendor, {kNvidia, kAmd, kIntel, kHabana});
  }

  [[nodiscard]] PciFunction function(const std::string& folder, const std::string& address) const {
    PciFunction f;
    f.address = address;
    f.vendor = hexadecimal(system_.word(folder + "/vendor"), 4);
    f.device = hexadecimal(system_.word(folder + "/device"), 4);
    f.revision = hexadecimal(system_.word(folder + "/revision"), 2);
    const auto bytes = [&](const char* file) {
      return in_range(
          catalog::parse_number(system_.word(folder + file)).value_or(model::kUnknown), model::kMib, 1e14);
    };
    f.memory_bytes = bytes("/mem_info_vram_total");
    f.shared_memory_bytes = bytes("/mem_info_gtt_total");
    f.numa_node = in_range(
        catalog::parse_number(system_.word(folder + "/numa_node")).value_or(model::kUnknown), 0, 1e4);
    const std::string edge = edge_of(folder, f.vendor);
    // "16.0 GT/s PCIe", "8 GT/s"
    f.pcie_generation = pcie_generation(catalog::leading_number(system_.word(edge + "/current_link_speed")));
    f.pcie_generation_max = pcie_generation(catalog::leading_number(system_.word(edge + "/max_link_speed")));
    const auto lanes = [&](const char* file) {
      return in_range(catalog::parse_number(system_.word(edge + file)).value_or(model::kUnknown), 1, 32);
    };
    f.pcie_lanes = lanes("/current_link_width");
    f.pcie_lanes_max = lanes("/max_link_width");
    return f;
  }

  /// The topmost bridge of the same vendor that is no root port: a root port's folder lies in that of a bus ("pci0000:00").
  [[nodiscard]] std::string edge_of(const std::string& folder, const std::string& vendor) const {
    std::error_code error;
    const std::filesystem::path device = std::filesystem::canonical(system_.at(folder), error);
    if (error) return folder;
    std::string edge = folder;
    for (std::filesystem::path bridge = device.parent_path();
         is_bus_address(bridge.filename().string()) &&
         is_bus_address(bridge.parent_path().filename().string());
         bridge = bridge.parent_path()) {
      const std::string of_bridge = fmt::format("{}/{}", kBus, bridge.filename().string());
      if (hexadecimal(system_.word(of_bridge + "/vendor"), 4) != vendor) break;
      edge = of_bridge;
    }
    return edge;
  }

  const System& system_;
};

/// The first row of the list that is for this number, and for this revision or any.
bool matches(const catalog::PciDevice& row, std::string_view pci_id) {
  const std::size_t colon = pci_id.find(':');
  const std::string_view rest = colon == std::string_view::npos ? "" : pci_id.substr(colon + 1);
  const std::string_view device = rest.substr(0, rest.find(':'));
  const std::string_view revision = rest.size() > device.size() ? rest.substr(device.size() + 1) : "";
  return row.vendor == pci_id.substr(0, colon) && row.device == device &&
         (row.revision.empty() || row.revision == revision);
}

void fill_gap(double from, double& to) {
  if (std::isnan(to)) to = from;
}

}  // namespace

std::vector<PciFunction> pci_accelerators(const System& system) { return Bus(system).accelerators(); }

void add_pci_accelerators(const std::vector<PciFunction>& functions, Machine& machine) {
  int index = 0;
  for (const PciFunction& f : functions) {
    if (f.vendor.empty() || f.device.empty()) continue;
    MachineDevice& d = machine.device_at(f.address, index);
    d.pci_id = fmt::format("{}:{}{}{}", f.vendor, f.device, f.revision.empty() ? "" : ":", f.revision);
    fill_gap(f.memory_bytes, d.memory_bytes);
    fill_gap(f.numa_node, d.numa_node);
    fill_gap(f.pcie_generation, d.pcie_generation);
    fill_gap(f.pcie_generation_max, d.pcie_generation_max);
    fill_gap(f.pcie_lanes, d.pcie_lanes);
    fill_gap(f.pcie_lanes_max, d.pcie_lanes_max);
    fill_gap(f.shared_memory_bytes, d.shared_memory_bytes);
    ++index;
  }
}

std::vector<std::string_view> devices_with_pci_id(const catalog::Catalog& catalog,
                                                  std::string_view pci_id,
                                                  double memory_bytes) {
  constexpr double kTolerance = 0.12;
  const auto rows = catalog.data().pci_devices;
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const catalog::PciDevice& p) { return matches(p, pci_id); });
  std::vector<std::string_view> out;
  if (row == rows.end()) return out;
  for (const std::string_view slug : catalog::split_at(row->slugs, '|')) {
    const model::Device* d = catalog.find_device(slug);
    const bool card = d != nullptr && d->kind == model::DeviceKind::gpu;
    const bool other_memory =
        card && std::fabs(std::log(d->memory_gib / d->shown_as * model::kGib / memory_bytes)) > kTolerance;
    if (d != nullptr && !other_memory) out.push_back(d->slug);
  }
  return out;
}

std::string name_in_pci_ids(std::string_view list, std::string_view pci_id) {
  if (pci_id.size() < 9) return "";
  const std::string vendor = fmt::format("\n{}  ", pci_id.substr(0, 4));
  const std::size_t begin = list.find(vendor);
  if (begin == std::string_view::npos) return "";
  const std::string device = fmt::format("\n\t{}  ", pci_id.substr(5, 4));
  for (std::size_t at = begin + 1; (at = list.find('\n', at)) != std::string_view::npos; ++at) {
    const std::string_view rest = list.substr(at);
    if (rest.starts_with(device)) {
      const std::string_view line = rest.substr(device.size(), rest.find('\n', 1) - device.size());
      const std::size_t open = line.find('['), close = line.rfind(']');
      return std::string(catalog::trimmed(
          open < close && close != std::string_view::npos ? line.substr(open + 1, close - open - 1) : line));
    }
    if (rest.size() > 1 && rest[1] != '\t' && rest[1] != '#') return "";  // the next vendor
  }
  return "";
}

std::string name_in_amdgpu_ids(std::string_view list, std::string_view pci_id) {
  if (!pci_id.starts_with(kAmd) || pci_id.size() != 12) return "";
  const std::string device = catalog::lower_case(pci_id.substr(5, 4)),
                    revision = catalog::lower_case(pci_id.substr(10, 2));
  for (const std::string_view line : catalog::split_at(list, '\n')) {  // "744C,\tC8,\tAMD Radeon RX 7900 XTX"
    const auto cells = catalog::split_at(line, ',');
    if (cells.size() == 3 && catalog::lower_case(catalog::trimmed(cells[0])) == device &&
        catalog::lower_case(catalog::trimmed(cells[1])) == revision) {
      return std::string(catalog::trimmed(cells[2]));
    }
  }
  return "";
}

}  // namespace tokroof::formats
