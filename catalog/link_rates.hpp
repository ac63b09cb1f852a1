#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "model/link.hpp"

namespace tokroof {

/// The entry that a row's `interconnect` stands for: its slug, or "pcie4x16" with the way that the class has
/// ("pcie-staged": through the host). Null: none, or only its kind is said ("pcie", "nvlink").
const Link* stated_link(const Catalog& catalog, std::string_view interconnect, std::string_view link_class);

/// The link on which the coefficients of a class were fitted: PCIe 3.0 x16 through the host (four 3090 of the bundled
/// runs), PCIe 4.0 x16, NVLink 3, Thunderbolt 5 with RDMA, 10 GbE.
const Link* usual_link_of_class(const Catalog& catalog, std::string_view link_class);

/// Time of a small all-reduce over n devices: interpolated in log2 n between what is listed, beyond it on the last
/// slope. Unknown where nothing is listed.
double small_all_reduce_s(const Link& link, double n);

/// A link against the usual one of its class, for `n` devices; its host side is the slowest of the link, the device's slot
/// and the host's PCIe generation (unknown: as new as the device's).
LinkRates link_rates(const Catalog& catalog,
                     std::string_view interconnect,
                     std::string_view link_class,
                     const Device& device,
                     double host_generation,
                     double n);

}  // namespace tokroof
