#pragma once
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::whatif {

/// Entries of the catalog that have one shape: they need the same memory and run at the same rate.
struct DistinctModel {
  const model::Architecture* shown = nullptr;      ///< stands for all of them
  std::vector<const model::Architecture*> others;  ///< in the catalog's order
};

/// Entries whose shapes are equal, and those that say so (Architecture::alias_of), together; in the catalog's order.
/// What stands for them is the newest model in its own right; where there is none, the newest of the first kind in
/// kModelVariants' order that a person would look for: specialized, fine-tune, pruned, repack, synthetic.
std::vector<DistinctModel> distinct_models(const catalog::Catalog& catalog);

/// The same, of the entries that `wanted` names only.
std::vector<DistinctModel> distinct_models(std::span<const model::Architecture* const> wanted,
                                           const catalog::Catalog& catalog);

}  // namespace tokroof::whatif
