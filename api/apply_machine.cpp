#include "api/apply_machine.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/host.hpp"
#include "catalog/input_error.hpp"
#include "formats/machines/machine_links.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"

namespace tokroof::api {
namespace {

/// "a+b", or "a" for equal ones.
std::string device_set_of(const formats::Machine& machine) {
  std::string joined;
  bool equal = true;
  for (const formats::MachineDevice& d : machine.devices) {
    if (d.slug.empty()) {
      throw catalog::InputError(
          "unknown-name",
          fmt::format(
              "GPU{} of the machine ('{}') has no entry in the catalog: --device names one", d.index, d.name),
          "--machine");
    }
    equal = equal && d.slug == machine.devices.front().slug;
    joined += (joined.empty() ? "" : "+") + d.slug;
  }
  return equal && !machine.devices.empty() ? machine.devices.front().slug : joined;
}

/// The slowest way between two of the first n devices; null: none is known.
const formats::MachineLink* slowest_link(const formats::Machine& machine, std::size_t n) {
  const auto among = [&](int index) {
    for (std::size_t i = 0; i < std::min(n, machine.devices.size()); ++i) {
      if (machine.devices[i].index == index) return true;
    }
    return false;
  };
  const formats::MachineLink* slowest = nullptr;
  for (const formats::MachineLink& l : machine.links) {
    if (among(l.a) && among(l.b) && !l.label.empty() &&
        (slowest == nullptr || l.bytes_per_s < slowest->bytes_per_s)) {
      slowest = &l;
    }
  }
  return slowest;
}

/// The processor's entry for all of its sockets.
std::string host_slug(const catalog::Catalog& catalog, const formats::MachineHost& host) {
  const model::Device* processor = host.hypervisor.empty() ? catalog.find_device(host.slug) : nullptr;
  return processor == nullptr
             ? host.slug
             : std::string(catalog::sockets_named(catalog, *processor, host.sockets).device->slug);
}

void apply_link(const catalog::Catalog& catalog,
                const formats::Machine& machine,
                catalog::Run& run,
                AppliedMachine& out) {
  const auto n = static_cast<std::size_t>(run.n_devices);
  const formats::MachineLink* link = slowest_link(machine, n);
  if (!run.interconnect.empty() || n < 2) {
    return;
  }
  const bool fabric = link != nullptr && (link->label.starts_with("NV") || link->label == "XGMI");
  std::string slot = slot_link(machine, n);
  if (link != nullptr && link->label == "SYS" && catalog.find_link(slot + "-sys") != nullptr) {
    slot += "-sys";
  }
  const std::string name = !fabric ? slot : link->label == "XGMI" ? "infinity-fabric" : "nvlink";
  if (name.empty()) {
    return;
  }
  run.interconnect = name;
  out.assumed.push_back({"link", name});
  if (link != nullptr && link->bytes_per_s > 0) {
    out.notes.push_back(
        fmt::format("the slowest way between devices is GPU{} to GPU{}: {}, about {:.3g} GB/s and {:.3g} us",
                    link->a,
                    link->b,
                    link->label,
                    link->bytes_per_s / 1e9,
                    link->latency_s * 1e6));
  }
}

void apply_power(const catalog::Catalog& catalog,
                 const formats::Machine& machine,
                 catalog::Run& run,
                 AppliedMachine& out) {
  constexpr double kSame = 0.99;
  const model::Device* device = catalog.find_device(machine.devices.front().slug);
  double limit = model::kUnknown;
  for (const formats::MachineDevice& d : machine.devices) limit = std::fmin(limit, d.power_limit_w);
  if (std::isnan(run.power_w) && device != nullptr && limit < kSame * device->tdp_w) {
    run.power_w = limit;
    out.assumed.push_back({"power_limit_w", limit});
  }
}

/// Boards that a driver shows as several devices, each with its part of the memory: MI250X as two.
double parts_shown(const catalog::Catalog& catalog, const formats::Machine& machine) {
  const model::Device* known = catalog.find_device(machine.devices.front().slug);
  const double parts = known != nullptr ? known->shown_as : 1;
  const bool whole =
      known == nullptr || !(machine.devices.front().memory_bytes / model::kGib < 0.75 * known->memory_gib);
  const bool even = std::fmod(static_cast<double>(machine.devices.size()), parts) == 0;
  return parts > 1 && !whole && even ? parts : 1;
}

/// Channels and transfers of the memory, where it is slower than the processor's can be.
void apply_memory_pace(const catalog::Catalog& catalog,
                       const formats::Machine& machine,
                       const std::string& processor,
                       catalog::Run& run,
                       AppliedMachine& out) {
  const model::Device* host = catalog.find_device(processor);
  if (host == nullptr) return;
  const double measured = machine.host.bandwidth_bytes_per_s();
  const bool holds_all = host->part_count > 1;  // the entry is of all sockets
  const double sockets = holds_all ? host->part_count : model::known_or(run.details.host_sockets, 1);
  const double specified = host->bandwidth_bytes_per_s * (holds_all ? 1 : sockets);
  constexpr double kSame = 0.9;
  if (!(measured < kSame * specified) || !std::isnan(run.details.host_channels) ||
      !std::isnan(run.details.host_memory_mts)) {
    return;
  }
  run.details.host_channels = machine.host.channels / sockets;
  run.details.host_memory_mts = machine.host.transfers_per_s / 1e6;
  out.assumed.push_back({"host_channels", run.details.host_channels});
  out.assumed.push_back({"host_memory_mts", run.details.host_memory_mts});
  out.notes.push_back(
      fmt::format("its memory moves {:.3g} GB/s ({:.0f} channels at {:.0f} MT/s), {} can {:.3g} GB/s",
                  measured / 1e9,
                  machine.host.channels,
                  machine.host.transfers_per_s / 1e6,
                  processor,
                  specified / 1e9));
}

/// Sockets of a processor whose entry is of one.
void apply_sockets(const formats::Machine& machine,
                   const std::string& processor,
                   catalog::Run& run,
                   AppliedMachine& out) {
  if (machine.host.hypervisor.empty() && machine.host.sockets > 1 && processor == machine.host.slug &&
      std::isnan(run.details.host_sockets)) {
    run.details.host_sockets = machine.host.sockets;
    out.assumed.push_back({"host_sockets", run.details.host_sockets});
  }
}

/// The processor itself, where no device is there.
void apply_processor(const catalog::Catalog& catalog,
                     const formats::Machine& machine,
                     catalog::Run& run,
                     AppliedMachine& out) {
  if (machine.host.slug.empty()) {
    throw catalog::InputError("usage", "the machine file names no device", "--machine");
  }
  run.device = host_slug(catalog, machine.host);
  out.assumed.push_back({"device", run.device});
  apply_sockets(machine, run.device, run, out);
  apply_memory_pace(catalog, machine, run.device, run, out);
}

/// Of memory that a chip shares with its graphics, what those may use: as the driver tells, else as its system's default
/// has it.
void apply_shared_memory(const catalog::Catalog& catalog,
                         const formats::Machine& machine,
                         catalog::Run& run,
                         AppliedMachine& out) {
  model::Device device = catalog.device(machine.devices.front().slug);
  if (!model::unified_memory(device) || !std::isnan(run.details.gpu_memory_gib)) return;
  const formats::MachineDevice& d = machine.devices.front();
  const double installed = model::known_or(machine.host.memory_bytes, d.memory_bytes);
  double bytes = d.memory_bytes + d.shared_memory_bytes;
  if (std::isnan(bytes) && installed > 0) {
    device.memory_gib = installed / model::kGib;
    bytes = std::fmin(model::usual_gpu_memory_bytes(device), model::free_unified_bytes(installed));
  }
  if (bytes > 0) {
    run.details.gpu_memory_gib = bytes / model::kGib;
    out.assumed.push_back({"gpu_memory_gib", run.details.gpu_memory_gib});
  }
}

/// What a virtual machine has of its processor, and how much memory there is beside the devices.
void apply_host(const catalog::Catalog& catalog,
                const formats::Machine& machine,
                catalog::Run& run,
                AppliedMachine& out) {
  const formats::MachineHost& host = machine.host;
  const model::Device* entry = catalog.find_device(run.host_device.empty() ? run.device : run.host_device);
  if (entry == nullptr || !(entry->cpu_cores > 0 || catalog.soc_cpu(entry->slug) != nullptr)) return;
  const double cores = host.cores_per_socket * (host.sockets > 0 ? host.sockets : 1);
  if (!host.hypervisor.empty() && std::isnan(run.threads) && cores < entry->cpu_cores) {
    run.threads = cores;
    out.assumed.push_back({"threads", cores});
  }
  if (host.memory_bytes > 0 && std::isnan(run.details.host_memory_gib)) {
    run.details.host_memory_gib = host.memory_bytes / model::kGib;
    out.assumed.push_back({"host_memory_gib", run.details.host_memory_gib});
  }
}

}  // namespace

std::string slot_link(const formats::Machine& machine, std::size_t n) {
  double generation = model::kUnknown, lanes = model::kUnknown;
  for (std::size_t i = 0; i < std::min(n, machine.devices.size()); ++i) {
    const formats::MachineDevice& d = machine.devices[i];
    generation = std::fmin(generation, formats::working_pcie_generation(d));
    lanes = std::fmin(lanes, std::isnan(d.pcie_lanes) ? d.pcie_lanes_max : d.pcie_lanes);
  }
  if (!(generation >= 1 && lanes >= 1)) {
    return "";
  }
  const double slot = lanes >= 16 ? 16 : lanes >= 8 ? 8 : lanes >= 4 ? 4 : 1;
  return fmt::format("pcie{:.0f}x{:.0f}", std::clamp(generation, 3.0, 5.0), slot);
}

AppliedMachine apply_machine(const catalog::Catalog& catalog,
                             const formats::Machine& machine,
                             catalog::Run& run) {
  AppliedMachine out;
  if (run.device.empty()) {
    if (machine.devices.empty()) {
      apply_processor(catalog, machine, run, out);
      apply_host(catalog, machine, run, out);
      return out;
    }
    run.device = device_set_of(machine);
    out.assumed.push_back({"device", run.device});
    if (std::isnan(run.n_devices) && run.device.find('+') == std::string::npos) {
      run.n_devices = static_cast<double>(machine.devices.size()) / parts_shown(catalog, machine);
      out.assumed.push_back({"n_devices", run.n_devices});
    }
  }
  const bool its_own = model::any_of(machine.devices, [&](const formats::MachineDevice& d) {
    return !d.slug.empty() && run.device.find(d.slug) != std::string::npos;
  });
  if (its_own) {
    if (std::isnan(run.n_devices)) {
      run.n_devices = static_cast<double>(1 + std::count(run.device.begin(), run.device.end(), '+'));
    }
    apply_link(catalog, machine, run, out);
    apply_power(catalog, machine, run, out);
    apply_shared_memory(catalog, machine, run, out);
  } else {
    out.notes.push_back(fmt::format("{} is not in the machine file: only its processor counts", run.device));
  }
  if (run.host_device.empty() && run.host.empty() && !machine.host.slug.empty()) {
    run.host_device = host_slug(catalog, machine.host);
    out.assumed.push_back({"host", run.host_device});
    if (!machine.host.hypervisor.empty()) {
      out.notes.push_back(fmt::format(
          "the machine is a virtual one (hypervisor {}): it may have less of {} than all of its cores and "
          "bandwidth, which are taken",
          machine.host.hypervisor,
          run.host_device));
    }
    apply_sockets(machine, run.host_device, run, out);
    apply_memory_pace(catalog, machine, run.host_device, run, out);
    apply_host(catalog, machine, run, out);
  }
  return out;
}

}  // namespace tokroof::api
