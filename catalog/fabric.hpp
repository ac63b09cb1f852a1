#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// A link of the catalog that a device carries beside PCIe (NVLink, Infinity Fabric, ...).
struct Fabric {
  const Link* link = nullptr;
  const Carrier* carrier = nullptr;  ///< how many such devices it joins, and what lies beyond
};

/// In the order of the catalog, the usual one first. A board's slug may match several carriers of one architecture: the
/// longest part of it counts, and two fabrics for the same part (V100 SXM: mesh or switch) are both possible.
std::vector<Fabric> fabrics_of(const Catalog& catalog, const model::Device& device);

/// The first fabric whose slug begins with `name` ("nvlink-bridge": that is a bridge) and that all devices carry, such
/// that it joins `n_devices` of them; no link: none.
Fabric common_fabric(const Catalog& catalog,
                     std::span<const model::Device* const> devices,
                     std::string_view name,
                     double n_devices);

/// Of such fabrics the one that joins the most devices: what a machine of them holds.
Fabric widest_fabric(const Catalog& catalog,
                     std::span<const model::Device* const> devices,
                     std::string_view name = "");

}  // namespace tokroof::catalog
