#include "catalog/link_rates.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/fabric.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

constexpr double kNewestListedPcie = 5;  // generation

bool is_pcie(const Link& link) { return link.slug.starts_with("pcie"); }

/// Thunderbolt and networks.
bool leaves_the_host(const Link& link) {
  return begins_with_one_of(link.slug, {"tb", "usb4", "eth", "roce", "ib-", "loopback"});
}

/// Line rate of a PCIe connection, from the entry of a direct one.
double pcie_rate(const Catalog& catalog, double generation, double lanes) {
  const Link* one =
      catalog.find_link(fmt::format("pcie{:.0f}x1-p2p", std::min(generation, kNewestListedPcie)));
  return one != nullptr ? one->bytes_per_s * std::min(lanes, 16.0) : model::kUnknown;
}

/// Between a device and its host: the older of the two sets the pace. A transfer between cards through the host takes two
/// of these, so its entry is slower.
double host_rate(const Catalog& catalog,
                 const Link* link,
                 const model::Device& device,
                 double host_generation) {
  const double slot =
      device.pcie_generation > 0 && device.pcie_lanes > 0
          ? pcie_rate(catalog, std::fmin(device.pcie_generation, host_generation), device.pcie_lanes)
          : model::kUnknown;
  if (link == nullptr) {
    return slot;
  }
  const std::string_view slug = link->slug;
  const bool to_the_host =
      begins_with_one_of(slug, {"pcie", "oculink", "m2-"}) || slug == "tb3" || slug == "tb4" || slug == "tb5";
  if (!to_the_host) {
    return slot;
  }
  if (slug.starts_with("pcie") && slug.size() > 6) {
    const double lanes = std::strtod(std::string(slug.substr(6)).c_str(), nullptr);
    return std::fmin(slot, pcie_rate(catalog, slug[4] - '0', lanes));
  }
  return std::fmin(slot, link->bytes_per_s);
}

/// What devices have where nothing is said: their own fabric or their own slots; null: the catalog has neither.
const Link* own_link(const Catalog& catalog, std::string_view link_class, const model::Device& device) {
  if (link_class == "fab") {
    const model::Device* const devices[] = {&device};
    return common_fabric(catalog, devices, "", 1).link;
  }
  if (link_class == "pcie" || link_class == "pcie-staged") {
    return widest_slot(catalog, device.pcie_generation, device.pcie_lanes, link_class == "pcie-staged");
  }
  return nullptr;
}

/// What stands for a class where neither a link is stated nor the device's own is known.
const Link& usual_link_of_class(const Catalog& catalog, std::string_view link_class) {
  struct Usual {
    std::string_view link_class, link;
  };
  constexpr Usual kUsual[] = {{"pcie", "pcie4x16-p2p"},
                              {"ccl", "pcie4x16-p2p"},
                              {"pcie-staged", "pcie3x16-host"},
                              {"fab", "nvlink3-nvswitch"},
                              {"tb", "tb5-rdma"},
                              {"eth", "eth-10g"}};
  for (const Usual& u : kUsual) {
    if (u.link_class == link_class) {
      return catalog.link(u.link);
    }
  }
  return catalog.link(link_class);  // no such class: said as an unknown name
}

/// What is listed for PCIe differs between its widths by the bytes of the messages, which are counted: all have the time of
/// the usual slot and their own latency in each of log2 n rounds. Through the host it is no shorter than from card to card.
double all_reduce_over_pcie(const Catalog& catalog, const Link& link, double n) {
  const Link& direct = catalog.link("pcie3x16-p2p");
  const bool staged = !link.slug.ends_with("-p2p");
  const Link& listed = staged ? catalog.link("pcie3x16-host") : direct;
  const double time =
      small_all_reduce_s(listed, n) + (link.latency_s - listed.latency_s) * std::log2(std::max(n, 2.0));
  return staged ? std::fmax(time, small_all_reduce_s(direct, n)) : time;
}

/// Of a link that passes the host's memory: what is listed for it, and no less than for any such link whose rate and
/// latency are no worse. Lists are of different lengths, and some links have none.
double all_reduce_through_host(const Catalog& catalog, const Link& link, double n) {
  double time = link.latency_s * std::log2(std::max(n, 2.0));
  for (const Link& other : catalog.links()) {
    const bool no_worse = other.bytes_per_s >= link.bytes_per_s && other.latency_s <= link.latency_s;
    if (no_worse && is_pcie(other) && other.slug.ends_with("-host")) {
      time = std::fmax(time, all_reduce_over_pcie(catalog, other, n));
    } else if (no_worse && leaves_the_host(other) && !other.all_reduce.empty()) {
      time = std::fmax(time, small_all_reduce_s(other, n));
    }
  }
  return time;
}

double all_reduce_of(const Catalog& catalog, const Link& link, double n) {
  if (is_pcie(link)) {
    return all_reduce_over_pcie(catalog, link, n);
  }
  return leaves_the_host(link) || link.all_reduce.empty() ? all_reduce_through_host(catalog, link, n)
                                                          : small_all_reduce_s(link, n);
}

}  // namespace

const Link* stated_link(const Catalog& catalog, std::string_view interconnect, std::string_view link_class) {
  if (interconnect.empty()) {
    return nullptr;
  }
  if (const Link* link = catalog.find_link(interconnect)) {
    return link;
  }
  return catalog.find_link(std::string(interconnect) + (link_class == "pcie-staged" ? "-host" : "-p2p"));
}

const Link* widest_slot(const Catalog& catalog, double generation, double lanes, bool staged) {
  for (const int width : {16, 8, 4, 1}) {
    if (width <= lanes) {
      return catalog.find_link(fmt::format(
          "pcie{:.0f}x{}-{}", std::min(generation, kNewestListedPcie), width, staged ? "host" : "p2p"));
    }
  }
  return nullptr;
}

double small_all_reduce_s(const Link& link, double n) {
  const auto& listed = link.all_reduce;
  if (listed.empty()) {
    return model::kUnknown;
  }
  std::size_t upper = 0;
  while (upper + 1 < listed.size() && listed[upper].devices < n) {
    ++upper;
  }
  if (upper == 0) {
    // Of lists of several, a further round takes 0.5 (PCIe through the host) to 0.75 (RDMA) of the first.
    constexpr double kFurtherRound = 0.6;
    const double rounds = std::log2(std::max(n, 2.0)) / std::log2(std::max(listed[0].devices, 2.0));
    return listed[0].seconds * (rounds > 1 ? 1 + kFurtherRound * (rounds - 1) : rounds);
  }
  const AllReduceTime &a = listed[upper - 1], &b = listed[upper];
  const double slope = (b.seconds - a.seconds) / (std::log2(b.devices) - std::log2(a.devices));
  return a.seconds + slope * (std::log2(n) - std::log2(a.devices));
}

model::LinkRates link_rates(const Catalog& catalog,
                            std::string_view interconnect,
                            std::string_view link_class,
                            const model::Device& device,
                            double host_generation,
                            double n) {
  model::LinkRates rates;
  const Link* stated = stated_link(catalog, interconnect, link_class);
  rates.host_bytes_per_s = host_rate(catalog, stated, device, host_generation);
  if (!(n > 1)) {
    return rates;
  }
  rates.through_host = model::is_one_of(link_class, {"pcie-staged", "tb", "eth"});
  rates.over_pcie = rates.through_host || link_class == "pcie";
  const Link* known = stated != nullptr ? stated : own_link(catalog, link_class, device);
  const bool listed = known != nullptr && known->bytes_per_s > 0;
  const Link& link = listed ? *known : usual_link_of_class(catalog, link_class);
  rates.bytes_per_s = link.bytes_per_s;
  const bool fabric = link_class == "fab";
  if (fabric && !listed) {
    return rates;  // its engines' coefficients hold all of its latency
  }
  rates.latency_s = link.latency_s > 0 ? link.latency_s : 0;
  rates.all_reduce_s = all_reduce_of(catalog, link, n);
  if (const Link* slots = fabric ? own_link(catalog, "pcie", device) : nullptr; slots != nullptr) {
    // Where the fabric's are the longer ones, messages of some kilobytes go over the slots.
    rates.latency_s = std::fmin(rates.latency_s, slots->latency_s);
    rates.all_reduce_s = std::fmin(rates.all_reduce_s, all_reduce_of(catalog, *slots, n));
  }
  return rates;
}

}  // namespace tokroof::catalog
