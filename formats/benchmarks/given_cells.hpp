#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"

namespace tokroof {

/// Fills the cells of a figure that are empty from `given`; names that the catalog does not know count as empty. What
/// the file says stays as it is: the columns where `given` says something else are returned.
std::vector<std::string> fill_from(const Catalog& catalog, const Run& given, Run& run);

}  // namespace tokroof
