#pragma once
#include "catalog/catalog.hpp"
#include "catalog/run.hpp"

namespace tokroof::formats {

/// Names of what a user states for rows that do not say, as the catalog spells them. Throws InputError: unknown-name.
void make_canonical(const catalog::Catalog& catalog, catalog::Run& run);

}  // namespace tokroof::formats
