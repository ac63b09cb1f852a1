#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "model/link.hpp"

namespace tokroof::catalog {

/// The entry that a row's `interconnect` stands for: its slug, or "pcie4x16" with the way that the class has
/// ("pcie-staged": through the host). Null: none, or only its kind is said ("pcie", "nvlink").
const Link* stated_link(const Catalog& catalog, std::string_view interconnect, std::string_view link_class);

/// The entry of a device's own PCIe slot, staged through the host's memory or not, at the widest listed width that it has;
/// null: none.
const Link* widest_slot(const Catalog& catalog, double generation, double lanes, bool staged);

/// Time of a small all-reduce over n devices: interpolated in log2 n between what is listed, beyond it on the last
/// slope. Unknown where nothing is listed.
double small_all_reduce_s(const Link& link, double n);

/// The stated link, else the device's own fabric or slot, else the usual one of the class, for `n` devices. Its host side
/// is the slowest of the stated link, the device's slot and the host's PCIe generation (unknown: as new as the device's).
model::LinkRates link_rates(const Catalog& catalog,
                            std::string_view interconnect,
                            std::string_view link_class,
                            const model::Device& device,
                            double host_generation,
                            double n);

}  // namespace tokroof::catalog
