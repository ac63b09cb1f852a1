#include "formats/machines/machine_names.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

std::string squashed(std::string_view text) {
  std::string out = lower_case(text);
  std::erase_if(out, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  return out;
}

/// "Tesla V100-SXM2..." of nvidia-smi's table: entries whose name begins so, with about this memory.
NameMatch by_cut_name(const Catalog& catalog, std::string_view name, double memory_gib) {
  constexpr double kTolerance = 0.12;
  const std::string start = squashed(name);
  NameMatch out;
  for (const Device& d : catalog.devices()) {
    const std::string whole = squashed(d.name);
    const bool begins = whole.starts_with(start) || whole.starts_with("nvidia" + start);
    if (start.size() > 8 && begins && d.kind == DeviceKind::gpu &&
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

NameMatch match(const DeviceNames& names, std::string_view name, double memory_bytes) {
  // One chip of Apple's comes with any memory: that tells none apart.
  const double memory_gib = name.starts_with("Apple ") ? kUnknown : memory_bytes / kGib;
  return name.ends_with("...") ? by_cut_name(names.catalog(), name, memory_gib)
                               : names.find(name, memory_gib);
}

std::string nearest(const Catalog& catalog, const NameMatch& found, std::string_view name) {
  return found.candidates.empty() ? fmt::format("nearest: {}", fmt::join(catalog.nearest_devices(name), ", "))
                                  : fmt::format("it may be {}", fmt::join(found.candidates, ", "));
}

}  // namespace

std::string device_by_driver_name(const DeviceNames& names, std::string_view name, double memory_bytes) {
  return match(names, name, memory_bytes).slug;
}

std::string host_by_cpu_name(const DeviceNames& names, std::string_view name) {
  const Catalog& catalog = names.catalog();
  const NameMatch found = names.find(name, kUnknown);
  const Device* device = catalog.find_device(found.slug);
  const bool computes =
      device != nullptr && (device->cpu_cores > 0 || catalog.soc_cpu(device->slug) != nullptr);
  return computes ? found.slug : "";
}

void name_machine(const DeviceNames& names, Machine& machine) {
  const Catalog& catalog = names.catalog();
  std::set<std::string> said;
  for (MachineDevice& d : machine.devices) {
    if (d.name.empty() || !d.slug.empty()) continue;
    const NameMatch found = match(names, d.name, d.memory_bytes);
    d.slug = found.slug;
    if ((d.slug.empty() || !found.note.empty()) && said.insert(d.name).second) {
      machine.notes.push_back(
          d.slug.empty()
              ? fmt::format("no device is known as '{}' ({})", d.name, nearest(catalog, found, d.name))
              : fmt::format("'{}' is taken as {}: {}", d.name, d.slug, found.note));
    }
  }
  MachineHost& host = machine.host;
  if (!host.name.empty() && host.slug.empty()) {
    host.slug = host_by_cpu_name(names, host.name);
    if (host.slug.empty()) {
      machine.notes.push_back(fmt::format("no processor is known as '{}' (nearest: {})",
                                          host.name,
                                          fmt::join(catalog.nearest_devices(host.name), ", ")));
    }
  }
}

}  // namespace tokroof
