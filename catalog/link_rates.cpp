#include "catalog/link_rates.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tokroof {
namespace {

/// Line rate of a PCIe connection, from the entry of a direct one.
double pcie_rate(const Catalog& catalog, double generation, double lanes) {
  constexpr double kNewestListed = 5;
  const Link* one = catalog.find_link(fmt::format("pcie{:.0f}x1-p2p", std::min(generation, kNewestListed)));
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

bool by_pcie(const Link& link) { return link.slug.starts_with("pcie"); }

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

LinkRates link_rates(const Catalog& catalog,
                     std::string_view interconnect,
                     std::string_view link_class,
                     const Device& device,
                     double host_generation,
                     double n) {
  LinkRates rates;
  const Link* link = stated_link(catalog, interconnect, link_class);
  rates.host_bytes_per_s = host_rate(catalog, link, device, host_generation);
  const Link* usual = usual_link_of_class(catalog, link_class);
  if (link == nullptr || usual == nullptr || !(n > 1)) {
    return rates;
  }
  rates.bytes_per_s = link->bytes_per_s;
  rates.usual_bytes_per_s = usual->bytes_per_s;
  rates.latency_s = link->latency_s > 0 ? link->latency_s : 0;
  rates.delay_s = std::isnan(link->latency_s - usual->latency_s) ? 0 : link->latency_s - usual->latency_s;
  // The lists of PCIe's all-reduces differ by their bytes, which are counted.
  const double apart = small_all_reduce_s(*link, n) - small_all_reduce_s(*usual, n);
  rates.all_reduce_delay_s = by_pcie(*link) && by_pcie(*usual) ? 0
                             : std::isnan(apart)               ? rates.delay_s
                                                               : apart;
  return rates;
}

}  // namespace tokroof
