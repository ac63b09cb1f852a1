#pragma once
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/name_match.hpp"

namespace tokroof::catalog {

/// Whether weights of this name can be counted as it stands.
bool is_known_quant(const Catalog& catalog, std::string_view name);

/// Bytes of a file of a storage type that only the catalog knows (IQ2_K): parameters x bits / 8, as if all matrices had it.
/// Unknown for a type that the model counts by itself, and where the bits are unknown too.
double bytes_of_storage_type(const Catalog& catalog, const model::Architecture& model, std::string_view type);

/// "q4" says which file only by what people mean with it: Q4_K_M; empty: the name says more than its bits.
std::string_view usual_of_bits(const Catalog& catalog, std::string_view name);

/// "4bit", "8-bit quantized" names no format: the file of an engine (a name or a family; empty: llama.cpp) that people mean by
/// as many bits; empty: it says more, or other, or they are MLX's own.
std::string usual_of_counted_bits(const Catalog& catalog, std::string_view name, std::string_view engine);

/// A way to store weights by what people and programs write: file types ("q4_k_m", "Q4_K - Medium"), types of values
/// ("bfloat16"), ends of names ("-4bit", "4.0bpw", "AWQ-INT4"), the catalog's storage types and aliases. `slug` is how
/// runs tables write it.
NameMatch find_quant(const Catalog& catalog, std::string_view typed);

}  // namespace tokroof::catalog
