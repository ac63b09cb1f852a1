#include "predict/link_choice.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/fabric.hpp"
#include "catalog/link_rates.hpp"
#include "catalog/machine_layout.hpp"
#include "catalog/names.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"

namespace tokroof::predict {
namespace {

using Devices = std::span<const model::Device* const>;

struct PcieShape {
  int generation, lanes;
  std::string_view rest;  ///< "-p2p", "-host" or nothing
};

std::optional<PcieShape> pcie_shape(std::string_view link) {
  if (!link.starts_with("pcie") || link.size() < 7 || link[5] != 'x') {
    return std::nullopt;
  }
  std::size_t end = 6;
  int lanes = 0;
  while (end < link.size() && end < 8 && std::isdigit(static_cast<unsigned char>(link[end])) != 0) {
    lanes = 10 * lanes + (link[end++] - '0');
  }
  return PcieShape{link[4] - '0', lanes, link.substr(end)};
}

bool staged(Devices devices) {
  return devices.size() > 1 || std::any_of(devices.begin(), devices.end(), [](const model::Device* d) {
           return catalog::pcie_class(*d) == "pcie-staged";
         });
}

/// Of those that are known.
double least(Devices devices, double model::Device::*quantity) {
  double out = model::kUnknown;
  for (const model::Device* d : devices) {
    out = std::fmin(out, d->*quantity);
  }
  return out;
}

std::string own_pcie(const catalog::Catalog& catalog, Devices devices) {
  const catalog::Link* slot = catalog::widest_slot(catalog,
                                                   least(devices, &model::Device::pcie_generation),
                                                   least(devices, &model::Device::pcie_lanes),
                                                   staged(devices));
  return slot != nullptr ? std::string(slot->slug) : "";
}

bool apple(const model::Device& d) { return d.vendor == "apple"; }

std::string pcie_fault(const model::Device& d, const PcieShape& shape) {
  if (!(d.pcie_generation > 0)) {
    return fmt::format("{} has no PCIe slot", d.slug);
  }
  if (shape.generation > d.pcie_generation) {
    return fmt::format("{} is a PCIe {:.0f} device", d.slug, d.pcie_generation);
  }
  if (shape.lanes > d.pcie_lanes) {
    return fmt::format("{} has {:.0f} PCIe lanes", d.slug, d.pcie_lanes);
  }
  return "";
}

std::string fabric_fault(const catalog::Catalog& catalog, const model::Device& d) {
  const std::vector<catalog::Fabric> have = catalog::fabrics_of(catalog, d);
  if (!have.empty()) {
    return fmt::format("{} carries {}", d.slug, have.front().link->slug);
  }
  return fmt::format("{} has no {}",
                     d.slug,
                     d.vendor == "nvidia" ? "NVLink"
                     : d.vendor == "amd"  ? "Infinity Fabric link"
                                          : "such port");
}

std::string thunderbolt_fault(const model::Device& d, std::string_view link) {
  if (!apple(d)) {
    return link == "tb5-rdma"
               ? fmt::format("RDMA over Thunderbolt exists between Macs, and {} is none", d.slug)
               : "";
  }
  if (link.starts_with("tb5") && !catalog::has_thunderbolt5(d)) {
    return fmt::format("{} has Thunderbolt 4 at most", d.slug);
  }
  return "";
}

std::string fault(const catalog::Catalog& catalog, const model::Device& d, std::string_view link) {
  if (const auto shape = pcie_shape(link)) {
    return pcie_fault(d, *shape);
  }
  if (catalog::begins_with_one_of(link, {"oculink", "m2-"})) {
    return d.pcie_generation > 0 ? "" : fmt::format("{} has no PCIe slot", d.slug);
  }
  if (catalog::begins_with_one_of(link, {"nvlink-c2c", "qpi", "upi", "xgmi-epyc", "ultrafusion"})) {
    return fmt::format("{} joins parts of one machine, not several {}", link, d.slug);
  }
  if (const catalog::Link* found = catalog.find_link(link); found != nullptr && !found->carriers.empty()) {
    const model::Device* alone[] = {&d};
    return catalog::common_fabric(catalog, alone, found->slug, 1).link != nullptr ? ""
                                                                                  : fabric_fault(catalog, d);
  }
  return catalog::begins_with_one_of(link, {"tb", "usb4"}) ? thunderbolt_fault(d, link) : "";
}

/// Why a fabric that the devices carry does not join so many of them.
std::string too_many(const catalog::Catalog& catalog,
                     Devices devices,
                     std::string_view link,
                     double n_devices) {
  const catalog::Fabric fabric = catalog::common_fabric(catalog, devices, link, 1);
  if (fabric.link == nullptr || catalog::common_fabric(catalog, devices, link, n_devices).link != nullptr) {
    return "";
  }
  double most = fabric.carrier->most_devices;
  for (const catalog::Fabric& other : catalog::fabrics_of(catalog, *devices.front())) {
    most = other.link->slug.starts_with(link) ? std::max(most, other.carrier->most_devices) : most;
  }
  return fmt::format("{} joins {:.0f} {} at most, and there are {:.0f}",
                     fabric.link->slug,
                     most,
                     devices.front()->slug,
                     n_devices);
}

[[noreturn]] void impossible(const catalog::Catalog& catalog,
                             Devices devices,
                             std::string_view name,
                             const std::string& why,
                             std::string_view backend,
                             double n_devices) {
  std::vector<std::string> possible;
  const auto add = [&](std::string_view link) {
    if (!link.empty() && std::find(possible.begin(), possible.end(), link) == possible.end()) {
      possible.emplace_back(link);
    }
  };
  if (const catalog::Fabric fabric = catalog::common_fabric(catalog, devices, "", n_devices);
      fabric.link != nullptr) {
    add(fabric.link->slug);
  }
  add(usual_link(catalog, devices, backend, n_devices));
  add(own_pcie(catalog, devices));
  add("eth-10g");
  throw catalog::InputError(
      "impossible-link", fmt::format("'{}' cannot connect these devices: {}", name, why), "--link", possible);
}

/// "thunderbolt 5", "thunderbolt4", "tb": "tb5"; without a number what Macs carry; empty: not such a name.
std::string thunderbolt_name(Devices devices, std::string_view name) {
  for (const std::string_view word : {"thunderbolt", "tb"}) {
    if (!name.starts_with(word)) {
      continue;
    }
    const std::string_view number =
        name.substr(std::min(name.find_first_not_of("- ", word.size()), name.size()));
    if (number.size() == 1 && catalog::is_digit(number.front())) {
      return "tb" + std::string(number);
    }
    const bool macs =
        std::all_of(devices.begin(), devices.end(), [](const model::Device* d) { return apple(*d); });
    const bool fifth = std::all_of(
        devices.begin(), devices.end(), [](const model::Device* d) { return catalog::has_thunderbolt5(*d); });
    return !number.empty() || !macs ? "" : fifth ? "tb5" : "tb4";
  }
  return "";
}

/// Plain names that stand for different entries on different devices; empty: not a plain name.
std::string plain_name(const catalog::Catalog& catalog,
                       Devices devices,
                       std::string_view name,
                       std::string_view backend) {
  const auto shape = pcie_shape(name);
  if (shape && shape->rest.empty()) {
    return std::string(name) + (staged(devices) ? "-host" : "-p2p");
  }
  if (name == "pcie") {
    return own_pcie(catalog, devices);
  }
  if (name == "sys") {
    const std::string own = own_pcie(catalog, devices);
    return own.empty() ? "" : own.substr(0, own.rfind('-')) + "-sys";
  }
  if (name == "oculink") {
    return "oculink-pcie4x4";
  }
  const bool macs =
      std::all_of(devices.begin(), devices.end(), [](const model::Device* d) { return apple(*d); });
  std::string thunderbolt = thunderbolt_name(devices, name);
  if (macs && (thunderbolt == "tb5" || thunderbolt == "tb4")) {
    return thunderbolt == "tb4" ? "tb4-ip" : backend == "mlx" ? "tb5-rdma" : "tb5-ip";
  }
  return thunderbolt;
}

/// "nvlink", "nvlink3", "nvlink-bridge", "nvswitch", "xgmi", "infinity-fabric": for common_fabric(); empty: another link.
std::string_view fabric_name(std::string_view name) {
  if (name == "infinity-fabric" || name == "xgmi") {
    return "xgmi";
  }
  const bool generation = name.starts_with("nvlink") && name.size() <= 7;
  return generation || name == "nvlink-bridge" || name == "nvswitch" ? name : std::string_view{};
}

}  // namespace

std::string why_impossible(const catalog::Catalog& catalog,
                           Devices devices,
                           std::string_view link,
                           double n_devices) {
  for (const model::Device* d : devices) {
    if (std::string why = fault(catalog, *d, link); !why.empty()) {
      return why;
    }
  }
  return too_many(catalog, devices, link, n_devices);
}

namespace {

/// One link a card, in their order (unequal cards: as they were named); the slowest counts.
std::string choose_slowest(const catalog::Catalog& catalog,
                           Devices devices,
                           std::string_view names,
                           std::string_view backend,
                           double n_devices) {
  std::string slowest;
  double rate = 0, named = 0;
  for (std::string_view rest = names; !rest.empty(); ++named) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const auto at = static_cast<std::size_t>(named);
    const Devices own = devices.size() > 1 && at < devices.size() ? devices.subspan(at, 1) : devices.first(1);
    std::string slug = choose_link(catalog, own, rest.substr(0, end), backend, n_devices);
    if (const std::size_t direct = slug.rfind("-p2p"); direct != std::string::npos && staged(devices)) {
      slug.replace(direct, 4, "-host");
    }
    const double own_rate = catalog.link(slug).bytes_per_s;
    if (slowest.empty() || own_rate < rate) {
      slowest = slug;
      rate = own_rate;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (named != n_devices) {
    throw catalog::InputError(
        "usage",
        fmt::format("'{}' names {:.0f} links for {:.0f} devices", names, named, n_devices),
        "--link");
  }
  return slowest;
}

}  // namespace

std::string choose_link(const catalog::Catalog& catalog,
                        Devices devices,
                        std::string_view name,
                        std::string_view backend,
                        double n_devices) {
  if (name.find(',') != std::string_view::npos) {
    return choose_slowest(catalog, devices, name, backend, n_devices);
  }
  const std::string asked = catalog::normalized(name);
  if (const std::string_view fabric = fabric_name(asked); !fabric.empty()) {
    if (const catalog::Link* link = catalog::common_fabric(catalog, devices, fabric, n_devices).link) {
      return std::string(link->slug);
    }
    std::string why = too_many(catalog, devices, fabric, n_devices);
    if (why.empty()) {
      why = devices.size() > 1 ? "they do not all carry the same" : fabric_fault(catalog, *devices.front());
    }
    impossible(catalog, devices, name, why, backend, n_devices);
  }
  std::string slug = plain_name(catalog, devices, asked, backend);
  const catalog::Link* found = catalog.find_link(slug.empty() ? asked : slug);
  if (found == nullptr) {
    const catalog::Alias* alias = catalog.alias("link", name);
    found = alias != nullptr ? catalog.find_link(alias->canonical) : nullptr;
  }
  if (found == nullptr) {
    throw catalog::InputError(
        "unknown-name", fmt::format("unknown link '{}'", name), "--link", catalog.nearest_links(name));
  }
  if (const std::string why = why_impossible(catalog, devices, found->slug, n_devices); !why.empty()) {
    impossible(catalog, devices, name, why, backend, n_devices);
  }
  return std::string(found->slug);
}

std::string why_no_fabric(const catalog::Catalog& catalog, Devices devices, double n_devices) {
  return too_many(catalog, devices, "", n_devices);
}

namespace {

bool is_network(std::string_view link) {
  return catalog::begins_with_one_of(link, {"eth", "roce", "ib-", "usb4"}) ||
         (link.starts_with("tb") && (link.ends_with("-ip") || link.ends_with("-rdma")));
}

}  // namespace

std::string choose_network(const catalog::Catalog& catalog,
                           Devices devices,
                           std::string_view name,
                           std::string_view backend) {
  constexpr const char* kOption = "--network";
  const std::vector<std::string> networks{"ib-ndr", "roce-400g", "eth-10g"};
  std::string slug;
  try {
    slug = choose_link(catalog, devices, name, backend);
  } catch (const catalog::InputError& error) {
    const bool unknown = error.kind == "unknown-name";
    throw catalog::InputError(error.kind, error.message, kOption, unknown ? error.suggestions : networks);
  }
  if (!is_network(slug)) {
    throw catalog::InputError("impossible-link",
                              fmt::format("'{}' joins devices of one machine, not machines", name),
                              kOption,
                              networks);
  }
  return slug;
}

std::string usual_link(const catalog::Catalog& catalog,
                       Devices devices,
                       std::string_view backend,
                       double n_devices) {
  const auto all = [&](auto is) { return std::all_of(devices.begin(), devices.end(), is); };
  const bool fabric = catalog::use_their_fabric(devices, backend);
  const catalog::Fabric within = catalog::common_fabric(catalog, devices, "", 1);
  if (fabric && within.link != nullptr) {
    const catalog::Fabric joins_all = catalog::common_fabric(catalog, devices, "", n_devices);
    return joins_all.link != nullptr        ? std::string(joins_all.link->slug)
           : within.carrier->beyond.empty() ? own_pcie(catalog, devices)
                                            : std::string(within.carrier->beyond);
  }
  if (all([](const model::Device* d) { return apple(*d); })) {
    return catalog::between_macs(devices, backend);
  }
  const bool has_slots = all([](const model::Device* d) {
    return !apple(*d) && d->kind != model::DeviceKind::apu && d->kind != model::DeviceKind::soc;
  });
  if (!has_slots) {
    return all([](const model::Device* d) { return d->slug == "gb10"; }) ? "roce-200g-cx7" : "eth-10g";
  }
  const bool unlisted_fabric = fabric && devices.size() == 1;
  return unlisted_fabric ? "" : own_pcie(catalog, devices);
}

}  // namespace tokroof::predict
