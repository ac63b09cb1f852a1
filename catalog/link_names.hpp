#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// Whether a row's `interconnect` or `network` says something: an entry or an alias of it, or only the kind of a link, which
/// the devices on it tell more of ("pcie", "nvlink").
bool is_link_name(const Catalog& catalog, std::string_view name);

/// What a row's `interconnect` is called: its name; "links of their own" where nothing is named and the devices have some.
std::string link_text(std::string_view interconnect);

/// A link as the catalog writes it: "PCIe 4.0 x8" and "gen4 x8" are "pcie4x8", "10GbE" is "eth-10g", "NVLink 4" is
/// "nvlink4". Another text as it is; of a list with commas each.
std::string short_link_name(std::string_view typed);

}  // namespace tokroof::catalog
