#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/engines.hpp"

namespace tokroof::predict {

/// What the model can count for a storage type that a user names.
struct QuantName {
  std::string name;                   ///< to put into a run
  std::string counted_as;             ///< another type that stands for it; empty: itself
  double size_gib = model::kUnknown;  ///< only its bits a weight are known: parameters x bits / 8
};

/// File types (Q4_K_M), formats with known bits (AWQ, EXL2-4.0bpw), publishers' names (UD-Q4_K_XL), the storage types
/// and aliases of the catalog. Throws InputError (unknown-name) for others, also where the size is stated.
QuantName resolve_quant(const catalog::Catalog& catalog,
                        const model::Architecture& model,
                        const std::string& typed,
                        double size_gib);

/// Throws InputError (unknown-name) unless the bytes of this type of KV cache are known.
void check_kv_type(const std::string& kv_type);

}  // namespace tokroof::predict
