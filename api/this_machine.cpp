#include "api/this_machine.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/assumed_processor.hpp"
#include "catalog/device_file.hpp"
#include "catalog/input_error.hpp"
#include "formats/machines/machine_json.hpp"
#include "formats/machines/machine_links.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::api {
namespace {

bool is_card(const catalog::Catalog& catalog, const formats::MachineDevice& d) {
  const model::Device* entry = catalog.find_device(d.slug);
  return entry != nullptr && !d.integrated;
}

std::string gib(double bytes) { return fmt::format("{:.4g} GiB", bytes / model::kGib); }

/// "2 x rtx-3090 + rtx-3060-12gb".
std::string title_of(const formats::Machine& working) {
  std::string out;
  for (std::size_t i = 0; i < working.devices.size();) {
    const std::string& slug = working.devices[i].slug;
    std::size_t same = i;
    while (same < working.devices.size() && working.devices[same].slug == slug) ++same;
    out += (out.empty() ? "" : " + ") + (same - i > 1 ? fmt::format("{} x {}", same - i, slug) : slug);
    i = same;
  }
  return out.empty() ? working.host.slug : out;
}

/// Generation and lanes; a card that idles has a slower link than it works with.
std::string slot(const formats::MachineDevice& d) {
  const double generation = formats::working_pcie_generation(d);
  return generation > 0 && d.pcie_lanes > 0 ? fmt::format("PCIe {:.0f} x{:.0f}", generation, d.pcie_lanes)
                                            : "";
}

class Summary {
 public:
  Summary(const catalog::Catalog& catalog, const formats::Machine& machine, const formats::Machine& working)
      : catalog_(catalog), machine_(machine), working_(working) {}

  std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < working_.devices.size();) {
      std::size_t same = i;
      while (same < working_.devices.size() && working_.devices[same].slug == working_.devices[i].slug)
        ++same;
      out.push_back(device_line(working_.devices[i], same - i));
      i = same;
    }
    if (const std::string links = links_line(); !links.empty()) out.push_back(links);
    out.push_back(host_line());
    std::string engines;
    for (const formats::MachineEngine& e : machine_.engines) {
      engines += (engines.empty() ? "" : ", ") +
                 (e.command.starts_with(e.engine) ? e.command : fmt::format("{} ({})", e.command, e.engine));
    }
    out.push_back("engines  " + (engines.empty() ? "none on the search path" : engines));
    return out;
  }

 private:
  std::string device_line(const formats::MachineDevice& d, std::size_t count) const {
    const model::Device* entry = catalog_.find_device(d.slug);
    std::string out = "device   " + (count > 1 ? fmt::format("{} x ", count) : "") + d.slug;
    if (!d.integrated) {
      const double bytes = d.memory_bytes > 0 ? d.memory_bytes
                           : entry != nullptr ? entry->memory_gib * model::kGib / entry->shown_as
                                              : model::kUnknown;
      const double usable = entry != nullptr
                                ? bytes * catalog_.usable_memory_share(*entry, catalog::kOperatingSystems[0])
                                : bytes;
      if (bytes > 0) {
        out += fmt::format("  {}{}, {} usable{}",
                           gib(bytes),
                           count > 1 ? " each" : "",
                           gib(usable * static_cast<double>(count)),
                           count > 1 ? " together" : "");
      }
      if (const std::string text = slot(d); !text.empty()) out += ", " + text;
    } else {
      catalog::Run run;
      apply_machine(catalog_, working_, run);
      if (run.details.gpu_memory_gib > 0) {
        out += fmt::format("  {} shared with the processor, {:.4g} GiB usable",
                           gib(known_memory(d)),
                           run.details.gpu_memory_gib);
      }
    }
    if (entry != nullptr && d.power_limit_w > 0 && d.power_limit_w < 0.99 * entry->tdp_w) {
      out += fmt::format(", capped at {:.0f} W", d.power_limit_w);
    }
    return out;
  }

  double known_memory(const formats::MachineDevice& d) const {
    return machine_.host.memory_bytes > 0 ? machine_.host.memory_bytes : d.memory_bytes;
  }

  std::string links_line() const {
    const formats::MachineLink* slowest = nullptr;
    for (const formats::MachineLink& l : working_.links) {
      if (l.bytes_per_s > 0 && (slowest == nullptr || l.bytes_per_s < slowest->bytes_per_s)) slowest = &l;
    }
    return slowest == nullptr
               ? ""
               : fmt::format(
                     "links    {} at the slowest: {:.3g} GB/s", slowest->label, slowest->bytes_per_s / 1e9);
  }

  std::string host_line() const {
    const formats::MachineHost& h = machine_.host;
    const model::Device* entry = catalog_.find_device(h.slug);
    std::string out = "host     " + (h.name.empty() ? "not known" : h.name);
    if (h.cores_per_socket > 0) {
      const double cores = h.cores_per_socket * (h.sockets > 0 ? h.sockets : 1);
      out += fmt::format(", {:.0f} core{}", cores, cores == 1 ? "" : "s");
    }
    if (h.memory_bytes > 0) out += ", " + gib(h.memory_bytes);
    if (h.bandwidth_bytes_per_s() > 0) {
      out += fmt::format(", {:g} channels at {:.0f} MT/s: {:.0f} GB/s",
                         h.channels,
                         h.transfers_per_s / 1e6,
                         h.bandwidth_bytes_per_s() / 1e9);
    } else if (entry != nullptr && entry->bandwidth_bytes_per_s > 0) {
      const double sockets = h.hypervisor.empty() && h.sockets > 1 ? h.sockets : 1;
      const bool assumed = h.slug == AssumedProcessor::kSlug;
      out += fmt::format(", {:.0f} GB/s {}",
                         entry->bandwidth_bytes_per_s * sockets / 1e9,
                         assumed ? "assumed" : "as specified");
    }
    if (!h.hypervisor.empty()) out += ", a virtual machine";
    return out;
  }

  const catalog::Catalog& catalog_;
  const formats::Machine& machine_;
  const formats::Machine& working_;
};

}  // namespace

formats::Machine KnownMachine::working() const {
  formats::Machine out = machine;
  const bool cards =
      model::any_of(out.devices, [&](const formats::MachineDevice& d) { return is_card(catalog, d); });
  std::erase_if(out.devices, [&](const formats::MachineDevice& d) {
    return catalog.find_device(d.slug) == nullptr || (cards && d.integrated);
  });
  return out;
}

KnownMachine known_machine(const catalog::Catalog& catalog, formats::Machine machine) {
  KnownMachine out{std::move(machine), catalog, "", {}, {}};
  std::string unknown;
  for (const formats::MachineDevice& d : out.machine.devices) {
    if (d.slug.empty()) unknown += (unknown.empty() ? "" : ", ") + ("'" + d.name + "'");
  }
  if (!unknown.empty()) {
    out.gaps.push_back(fmt::format(
        "no device of the catalog is {}: it is left out; --device names one, --hardware adds one", unknown));
  }
  formats::MachineHost& host = out.machine.host;
  const auto assumed = out.machine.host_on_device() ? std::nullopt : assumed_processor(catalog, host);
  if (assumed) {
    out.catalog = catalog::with_devices(catalog, assumed->entry, "this machine");
    host.slug = AssumedProcessor::kSlug;
    if (!assumed->sentence.empty()) out.gaps.push_back(assumed->sentence);
  } else if (host.slug.empty() && out.working().devices.empty()) {
    out.gaps.emplace_back("neither an accelerator nor a processor could be recognized; --device names one");
  }
  const formats::Machine working = out.working();
  out.title = title_of(working);
  out.lines = Summary(out.catalog, out.machine, working).lines();
  return out;
}

AppliedMachine apply_detected(const KnownMachine& known, catalog::Run& run) {
  const formats::Machine working = known.working();
  if (working.devices.empty() && working.host.slug.empty()) {
    throw catalog::InputError(
        "usage",
        "which device? This machine could not be recognized; `tokroof list devices` shows the names",
        "--device");
  }
  AppliedMachine out = apply_machine(known.catalog, working, run);
  std::erase_if(out.assumed, [](const catalog::Assumption& a) { return a.name == "device"; });
  const bool alike = run.device.find('+') == std::string::npos && run.n_devices > 1;
  out.assumed.insert(
      out.assumed.begin(),
      {"device",
       alike ? fmt::format("detected: {} x {:.0f}", run.device, run.n_devices) : "detected: " + run.device});
  out.notes.insert(out.notes.begin(), known.gaps.begin(), known.gaps.end());
  out.notes.insert(
      out.notes.begin(),
      fmt::format("this machine is meant, detected as {}; --device asks about another", known.title));
  return out;
}

std::string machine_text(const KnownMachine& known) {
  std::string out;
  for (const std::string& line : known.lines) out += line + '\n';
  for (const std::string& gap : known.gaps) out += gap + '\n';
  return out;
}

nlohmann::json known_machine_json(const KnownMachine& known) {
  nlohmann::json out = formats::machine_json(known.machine);
  out["title"] = known.title;
  out["summary"] = known.lines;
  out["not_known"] = known.gaps;
  return out;
}

}  // namespace tokroof::api
