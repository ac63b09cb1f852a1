#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "model/link.hpp"

namespace tokroof {

/// The entry that a row's `interconnect` stands for: its slug, or "pcie4x16" with the way that the class has
/// ("pcie-staged": through the host). Null: none, or only its kind is said ("pcie", "nvlink").
const Link* stated_link(const Catalog& catalog, std::string_view interconnect, std::string_view link_class);

/// What stands for a class where neither a link is stated nor the device's own is known.
const Link* usual_link_of_class(const Catalog& catalog, std::string_view link_class);

/// Time of a small all-reduce over n devices: interpolated in log2 n between what is listed, beyond it on the last
/// slope. Unknown where nothing is listed.
double small_all_reduce_s(const Link& link, double n);

/// The same of a link without a list: as over `like`, with the latencies' difference in each of log2 n rounds.
double small_all_reduce_s(const Link& link, double n, const Link* like);

/// The stated link, else the device's own fabric or slot, else the usual one of the class, for `n` devices. Its host side
/// is the slowest of the stated link, the device's slot and the host's PCIe generation (unknown: as new as the device's).
LinkRates link_rates(const Catalog& catalog,
                     std::string_view interconnect,
                     std::string_view link_class,
                     const Device& device,
                     double host_generation,
                     double n);

}  // namespace tokroof
