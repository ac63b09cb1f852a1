#include "formats/machines/machine_links.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/number.hpp"
#include "model/count/layer_counts.hpp"

namespace tokroof::formats {
namespace {

struct Path {
  std::string_view label;
  double share;  ///< of the slot's rate
  double latency_s;
  double most_bytes_per_s;
};

constexpr double kNoBound = 1e15;
constexpr Path kPaths[] = {{"PIX", 1, 2e-6, kNoBound},
                           {"PXB", 1, 2e-6, kNoBound},
                           {"PHB", 0.85, 2.5e-6, kNoBound},
                           {"NODE", 0.8, 3e-6, kNoBound},
                           {"SYS", 0.8, 4.5e-6, 10e9}};
constexpr double kStagedShare = 0.55;
constexpr double kStagedLatency = 16e-6;

/// Rate of one NVLink, one direction.
double nvlink_bytes_per_s(const model::Device* device) {
  if (device == nullptr) return model::kUnknown;
  if (device->generation == "Pascal") return 20e9;
  if (device->arch == "Ampere") return 14.0625e9;  // GeForce and workstation bridges
  if (device->generation == "Blackwell") return 50e9;
  return 25e9;
}

double slot_bytes_per_s(const MachineDevice& d, const model::Device* known) {
  const double generation = model::known_or(working_pcie_generation(d),
                                            known != nullptr ? known->pcie_generation : model::kUnknown);
  const double lanes = model::known_or(model::known_or(d.pcie_lanes, d.pcie_lanes_max),
                                       known != nullptr ? known->pcie_lanes : model::kUnknown);
  constexpr double kLane = 0.8125e9;  // generation 3
  return kLane * std::exp2(generation - 3) * lanes;
}

const MachineDevice* find(const Machine& machine, int index) {
  const auto found = std::find_if(machine.devices.begin(),
                                  machine.devices.end(),
                                  [&](const MachineDevice& d) { return d.index == index; });
  return found == machine.devices.end() ? nullptr : &*found;
}

}  // namespace

double working_pcie_generation(const MachineDevice& device) {
  const bool idle = device.pcie_generation == 1 && device.pcie_generation_max > 1;
  return idle ? device.pcie_generation_max
              : model::known_or(device.pcie_generation, device.pcie_generation_max);
}

void rate_links(const catalog::Catalog& catalog, Machine& machine) {
  for (MachineLink& link : machine.links) {
    const MachineDevice* a = find(machine, link.a);
    const MachineDevice* b = find(machine, link.b);
    if (a == nullptr || b == nullptr) continue;
    const model::Device* known_a = catalog.find_device(a->slug);
    const model::Device* known_b = catalog.find_device(b->slug);
    if (link.label.starts_with("NV")) {
      link.bytes_per_s =
          catalog::parse_number(std::string_view(link.label).substr(2)).value_or(model::kUnknown) *
          model::known_or(nvlink_bytes_per_s(known_a), a->nvlink_bytes_per_s);
      link.latency_s = 2e-6;
      continue;
    }
    if (link.label == "XGMI") {
      link.bytes_per_s = known_a != nullptr ? known_a->nvlink_bytes_per_s / 2 : model::kUnknown;
      link.latency_s = 2e-6;
      continue;
    }
    for (const Path& path : kPaths) {
      if (link.label != path.label) continue;
      const bool staged = link.peer_to_peer == false;
      const double slot = std::fmin(slot_bytes_per_s(*a, known_a), slot_bytes_per_s(*b, known_b));
      link.bytes_per_s = std::fmin(slot * (staged ? kStagedShare : path.share), path.most_bytes_per_s);
      link.latency_s = staged ? kStagedLatency : path.latency_s;
      if (std::isnan(slot)) link.bytes_per_s = model::kUnknown;
    }
  }
}

}  // namespace tokroof::formats
