#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof {

/// "2023-11-22": the date of the oldest build of an engine among the bundled runs; empty: none is dated.
std::string oldest_build(const Catalog& catalog, std::string_view engine);

}  // namespace tokroof
