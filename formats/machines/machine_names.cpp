#include "formats/machines/machine_names.hpp"

#include <cctype>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "formats/machines/pci.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

std::string squashed(std::string_view text) {
  std::string out = catalog::lower_case(text);
  std::erase_if(out, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  return out;
}

/// "Tesla V100-SXM2..." of nvidia-smi's table: entries whose name begins so, with about this memory.
catalog::NameMatch by_cut_name(const catalog::Catalog& catalog, std::string_view name, double memory_gib) {
  constexpr double kTolerance = 0.12;
  const std::string start = squashed(name);
  catalog::NameMatch out;
  for (const model::Device& d : catalog.devices()) {
    const std::string whole = squashed(d.name);
    const bool begins = whole.starts_with(start) || whole.starts_with("nvidia" + start);
    if (start.size() > 8 && begins && d.kind == model::DeviceKind::gpu &&
        (std::isnan(memory_gib) || std::fabs(std::log(d.memory_gib / memory_gib)) < kTolerance)) {
      out.candidates.emplace_back(d.slug);
    }
  }
  if (out.candidates.size() == 1) {
    out.slug = out.candidates.front();
    out.note = "the only one that begins so";
  }
  return out;
}

catalog::NameMatch match(const catalog::DeviceNames& names, std::string_view name, double memory_bytes) {
  // One chip of Apple's comes with any memory: that tells none apart.
  const double memory_gib = name.starts_with("Apple ") ? model::kUnknown : memory_bytes / model::kGib;
  return name.ends_with("...") ? by_cut_name(names.catalog(), name, memory_gib)
                               : names.find(name, memory_gib);
}

std::string nearest(const catalog::NameMatch& found) {
  return found.candidates.empty() ? "" : fmt::format(" (it may be {})", fmt::join(found.candidates, ", "));
}

/// By its number on the bus; the chip that a processor's own name stands for where several carry it.
catalog::NameMatch by_pci_number(const catalog::DeviceNames& names,
                                 const MachineDevice& d,
                                 const MachineHost& host) {
  catalog::NameMatch out;
  for (const std::string_view slug : devices_with_pci_id(names.catalog(), d.pci_id, d.memory_bytes)) {
    out.candidates.emplace_back(slug);
  }
  if (out.candidates.empty()) return out;
  const std::string chip = names.find(host.name, model::kUnknown).slug;
  const bool told = model::holds(out.candidates, chip);
  out.slug = told ? chip : out.candidates.front();
  if (!told && out.candidates.size() > 1) {
    out.note =
        fmt::format("{} have this PCI number, and nothing tells them apart", fmt::join(out.candidates, ", "));
  }
  return out;
}

/// The graphics of a processor that only drives a display: Intel's on the first bus, AMD's with a gigabyte or two.
bool is_display(const MachineDevice& d) {
  constexpr double kLeastBytes = 3 * model::kGib;
  return d.slug.empty() && ((d.pci_id.starts_with("8086:") && d.bus_id.starts_with("0000:00:")) ||
                            (d.pci_id.starts_with("1002:") && !(d.memory_bytes >= kLeastBytes)));
}

}  // namespace

std::string host_by_cpu_name(const catalog::DeviceNames& names, std::string_view name) {
  const catalog::Catalog& catalog = names.catalog();
  const catalog::NameMatch found = names.find(name, model::kUnknown);
  const model::Device* device = catalog.find_device(found.slug);
  const bool computes =
      device != nullptr && (device->cpu_cores > 0 || catalog.soc_cpu(device->slug) != nullptr);
  return computes ? found.slug : "";
}

void name_machine(const catalog::DeviceNames& names, Machine& machine) {
  const catalog::Catalog& catalog = names.catalog();
  std::set<std::string> said;
  for (MachineDevice& d : machine.devices) {
    if ((d.name.empty() && d.pci_id.empty()) || !d.slug.empty()) continue;
    catalog::NameMatch found;
    if (!d.name.empty()) found = match(names, d.name, d.memory_bytes);
    if (found.slug.empty() && !d.pci_id.empty()) {
      const catalog::NameMatch numbered = by_pci_number(names, d, machine.host);
      if (!numbered.slug.empty() || found.candidates.empty()) found = numbered;
    }
    d.slug = found.slug;
    if (is_display(d)) continue;
    const model::Device* entry = catalog.find_device(d.slug);
    if (d.name.empty()) d.name = entry != nullptr ? std::string(entry->name) : "PCI device " + d.pci_id;
    d.integrated = d.integrated || (entry != nullptr && model::unified_memory(*entry));
    if ((d.slug.empty() || !found.note.empty()) && said.insert(d.name).second) {
      machine.notes.push_back(d.slug.empty()
                                  ? fmt::format("no device is known as '{}'{}", d.name, nearest(found))
                                  : fmt::format("'{}' is taken as {}: {}", d.name, d.slug, found.note));
    }
  }
  std::erase_if(machine.devices, is_display);
  MachineHost& host = machine.host;
  if (!host.name.empty() && host.slug.empty()) {
    host.slug = host_by_cpu_name(names, host.name);
    if (host.slug.empty() && !machine.host_on_device()) {
      machine.notes.push_back(fmt::format(
          "no processor is known as '{}'{}", host.name, nearest(names.find(host.name, model::kUnknown))));
    }
  }
}

}  // namespace tokroof::formats
