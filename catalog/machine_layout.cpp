#include "catalog/machine_layout.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/fabric.hpp"
#include "catalog/resolve.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

using Devices = std::span<const model::Device* const>;

bool all(Devices devices, bool (*is)(const model::Device&)) {
  return model::all_of(devices, [&](const model::Device* d) { return is(*d); });
}

/// The fabric inside the machines of these devices, which a network joins; no link: none is known.
Fabric machine_fabric(const Catalog& catalog, Devices devices, std::string_view backend) {
  const Fabric fabric = use_their_fabric(devices, backend) ? widest_fabric(catalog, devices) : Fabric{};
  return fabric.link != nullptr && !fabric.carrier->beyond.empty() ? fabric : Fabric{};
}

/// As fabric_machine(), and 1 of what is a machine by itself (a Mac, a mini PC).
double machine_size(const Catalog& catalog, Devices devices, std::string_view backend) {
  const bool whole = all(devices, [](const model::Device& d) {
    return d.kind == model::DeviceKind::soc || d.kind == model::DeviceKind::apu;
  });
  const double joined = fabric_machine(catalog, devices, backend);
  return whole && std::isnan(joined) ? 1 : joined;
}

}  // namespace

bool use_their_fabric(Devices devices, std::string_view backend) {
  return model::all_of(devices, [&](const model::Device* d) { return link_class("", *d, backend) == "fab"; });
}

double fabric_machine(const Catalog& catalog, Devices devices, std::string_view backend) {
  const Fabric fabric = machine_fabric(catalog, devices, backend);
  return fabric.link != nullptr ? fabric.carrier->most_devices : model::kUnknown;
}

bool has_thunderbolt5(const model::Device& d) {
  constexpr std::string_view kChips[] = {"m3-ultra", "m4-pro", "m4-max", "m4-ultra", "m5-pro", "m5-max"};
  return model::any_of(kChips, [&](std::string_view c) { return d.slug.starts_with(c); });
}

std::string between_macs(Devices macs, std::string_view backend) {
  if (!all(macs, has_thunderbolt5)) {
    return "tb4-ip";
  }
  return backend == "mlx" ? "tb5-rdma" : "tb5-ip";
}

std::string usual_network(const Catalog& catalog, Devices devices, std::string_view backend) {
  if (const Fabric fabric = machine_fabric(catalog, devices, backend); fabric.link != nullptr) {
    return std::string(fabric.carrier->beyond);
  }
  if (all(devices, [](const model::Device& d) { return d.vendor == "apple"; })) {
    return between_macs(devices, backend);
  }
  return all(devices, [](const model::Device& d) { return d.slug == "gb10"; }) ? "roce-200g-cx7" : "eth-10g";
}

MachineLayout machine_layout(const Catalog& catalog,
                             const Run& run,
                             Devices devices,
                             std::string_view backend,
                             double n_devices,
                             model::Split split) {
  MachineLayout out;
  const bool said = says_machines(run);
  const bool one_process = split == model::Split::row;
  if (!said && (one_process || !run.interconnect.empty())) {
    return out;
  }
  double each = run.machine_devices;
  if (std::isnan(each)) {
    each = said ? machine_size(catalog, devices, backend) : fabric_machine(catalog, devices, backend);
  }
  if (one_process && !(each >= n_devices)) {
    out.fault = "the devices of a row split are of one process, on one machine";
  } else if (said && std::isnan(each)) {
    out.fault = fmt::format("how many {} a machine has is not known, and a network joins machines",
                            devices.front()->slug);
  } else if (each < n_devices) {
    out.devices = each;
    out.network = run.network.empty() ? usual_network(catalog, devices, backend) : run.network;
  }
  return out;
}

}  // namespace tokroof::catalog
