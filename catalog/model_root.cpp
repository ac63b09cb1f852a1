#include "catalog/model_root.hpp"

namespace tokroof::catalog {

const model::Architecture& root_of(const Catalog& catalog, const model::Architecture& model) {
  const model::Architecture* root = &model;
  for (std::size_t steps = 0; !root->alias_of.empty() && steps < catalog.models().size(); ++steps) {
    const model::Architecture* next = catalog.find_model(root->alias_of);
    if (next == nullptr) {
      break;
    }
    root = next;
  }
  return *root;
}

}  // namespace tokroof::catalog
