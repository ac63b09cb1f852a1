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

/// A type of KV cache as the engine stores it: bits alone ("8bit") and "int4" are llama.cpp's q8_0 and q4_0, a server's FP8 and
/// INT4; empty: "auto", 16 bits that nobody chose. Throws InputError: unknown-name unless its bytes are known, usage where K
/// and V have types of their own.
std::string resolve_kv_type(const catalog::Catalog& catalog,
                            const std::string& typed,
                            const std::string& engine);

}  // namespace tokroof::predict
