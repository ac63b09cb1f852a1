#pragma once
#include "catalog/catalog.hpp"
#include "model/architecture.hpp"

namespace tokroof::catalog {

/// The entry whose shape a model shares (`alias_of`, through any number of them); a model of its own shape itself.
const model::Architecture& root_of(const Catalog& catalog, const model::Architecture& model);

}  // namespace tokroof::catalog
