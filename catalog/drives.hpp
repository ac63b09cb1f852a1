#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// The drives that a name may stand for: one by its slug, or all whose names have its words, a size and "NVMe SSD" left out
/// ("990 Pro 4TB" is the Samsung 990 Pro, of which the catalog has another size).
std::vector<const model::Device*> drives_named(const Catalog& catalog, std::string_view typed);

/// A sequential read rate that is stated in place of a name, "7 GB/s" or "550MB/s" [B/s]; unknown: it is none.
double drive_rate_bytes_per_s(std::string_view text);

}  // namespace tokroof::catalog
