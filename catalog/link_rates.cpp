#include "catalog/link_rates.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/fabric.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

constexpr double kNewestListedPcie = 5;  // generation

/// Line rate of a PCIe connection, from the entry of a direct one.
double pcie_rate(const Catalog& catalog, double generation, double lanes) {
  const Link* one =
      catalog.find_link(fmt::format("pcie{:.0f}x1-p2p", std::min(generation, kNewestListedPcie)));
  return one != nullptr ? one->bytes_per_s * std::min(lanes, 16.0) : kUnknown;
}

/// Between a device and its host: the older of the two sets the pace. A transfer between cards through the host takes two
/// of these, so its entry is slower.
double host_rate(const Catalog& catalog, const Link* link, const Device& device, double host_generation) {
  const double slot =
      device.pcie_generation > 0 && device.pcie_lanes > 0
          ? pcie_rate(catalog, std::fmin(device.pcie_generation, host_generation), device.pcie_lanes)
          : kUnknown;
  if (link == nullptr) {
    return slot;
  }
  const std::string_view slug = link->slug;
  const bool to_the_host = slug.starts_with("pcie") || slug.starts_with("oculink") ||
                           slug.starts_with("m2-") || slug == "tb3" || slug == "tb4" || slug == "tb5";
  if (!to_the_host) {
    return slot;
  }
  if (slug.starts_with("pcie") && slug.size() > 6) {
    const double lanes = std::strtod(std::string(slug.substr(6)).c_str(), nullptr);
    return std::fmin(slot, pcie_rate(catalog, slug[4] - '0', lanes));
  }
  return std::fmin(slot, link->bytes_per_s);
}

/// What devices have where nothing is said: their own fabric, their own slots, else what is usual in the class.
const Link* own_link(const Catalog& catalog, std::string_view link_class, const Device& device) {
  const Device* const devices[] = {&device};
  if (const std::string_view fabric = common_fabric(devices, ""); link_class == "fab" && !fabric.empty()) {
    return catalog.find_link(fabric);
  }
  if (link_class == "pcie" || link_class == "pcie-staged") {
    for (const int lanes : {16, 8, 4, 1}) {
      if (lanes <= device.pcie_lanes) {
        return catalog.find_link(fmt::format("pcie{:.0f}x{}-{}",
                                             std::min(device.pcie_generation, kNewestListedPcie),
                                             lanes,
                                             link_class == "pcie" ? "p2p" : "host"));
      }
    }
  }
  return nullptr;
}

/// The link whose listed all-reduces stand for those of one without a list: across two sockets, that of one socket.
const Link* sibling(const Catalog& catalog, const Link& link, std::string_view link_class) {
  constexpr std::string_view kAcross = "-sys";
  if (link.slug.ends_with(kAcross)) {
    return catalog.find_link(std::string(link.slug.substr(0, link.slug.size() - kAcross.size())) + "-host");
  }
  return usual_link_of_class(catalog, link_class);
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

const Link* usual_link_of_class(const Catalog& catalog, std::string_view link_class) {
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
      return catalog.find_link(u.link);
    }
  }
  return nullptr;
}

double small_all_reduce_s(const Link& link, double n) {
  const auto& listed = link.all_reduce;
  if (listed.empty()) {
    return kUnknown;
  }
  std::size_t upper = 0;
  while (upper + 1 < listed.size() && listed[upper].devices < n) {
    ++upper;
  }
  if (upper == 0) {
    return listed[0].seconds * std::log2(std::max(n, 2.0)) / std::log2(std::max(listed[0].devices, 2.0));
  }
  const AllReduceTime &a = listed[upper - 1], &b = listed[upper];
  const double slope = (b.seconds - a.seconds) / (std::log2(b.devices) - std::log2(a.devices));
  return a.seconds + slope * (std::log2(n) - std::log2(a.devices));
}

double small_all_reduce_s(const Link& link, double n, const Link* like) {
  const double listed = small_all_reduce_s(link, n);
  if (!std::isnan(listed) || like == nullptr) {
    return std::isnan(listed) ? 0 : listed;
  }
  const double rounds = std::log2(std::max(n, 2.0));
  const double other = small_all_reduce_s(*like, n);
  const double further = (link.latency_s - like->latency_s) * rounds;
  return std::fmax(std::isnan(other) ? 0 : other + further, link.latency_s * rounds);
}

LinkRates link_rates(const Catalog& catalog,
                     std::string_view interconnect,
                     std::string_view link_class,
                     const Device& device,
                     double host_generation,
                     double n) {
  LinkRates rates;
  const Link* stated = stated_link(catalog, interconnect, link_class);
  rates.host_bytes_per_s = host_rate(catalog, stated, device, host_generation);
  if (!(n > 1)) {
    return rates;
  }
  rates.through_host = is_one_of(link_class, {"pcie-staged", "tb", "eth"});
  rates.over_pcie = rates.through_host || link_class == "pcie";
  const Link* own = own_link(catalog, link_class, device);
  const Link* link = stated != nullptr ? stated : own;
  if (link == nullptr) {
    link = usual_link_of_class(catalog, link_class);
    rates.bytes_per_s = link->bytes_per_s;
    // A fabric that the catalog does not list: its engines' coefficients hold all of its latency.
    rates.latency_s = link_class == "fab" ? 0 : link->latency_s;
    rates.all_reduce_s = link_class == "fab" ? 0 : small_all_reduce_s(*link, n);
    return rates;
  }
  rates.bytes_per_s = link->bytes_per_s;
  rates.latency_s = link->latency_s > 0 ? link->latency_s : 0;
  rates.all_reduce_s = small_all_reduce_s(*link, n, sibling(catalog, *link, link_class));
  if (const Link* slots = own_link(catalog, "pcie", device); link_class == "fab" && slots != nullptr) {
    // Where the fabric's are the longer ones, messages of some kilobytes go over the slots.
    rates.latency_s = std::fmin(rates.latency_s, slots->latency_s);
    rates.all_reduce_s = std::fmin(rates.all_reduce_s, small_all_reduce_s(*slots, n));
  }
  return rates;
}

}  // namespace tokroof
