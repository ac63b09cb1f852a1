#pragma once
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// What an engine of this family makes of a storage type on a device (datasets/engines.json); null: it runs as it is, as
/// far as is known.
const EngineFormat* format_limit(const Catalog& catalog,
                                 std::string_view family,
                                 std::string_view quant,
                                 const model::Device& device);

/// Why an engine, by the name that people give it, does not run models of this family under this backend; null: it does, as
/// far as is known.
const EngineModels* model_limit(const Catalog& catalog,
                                std::string_view engine,
                                std::string_view backend,
                                std::string_view family);

/// Whether it ends there: nothing else stands for the format.
bool refuses_format(const Catalog& catalog,
                    std::string_view family,
                    std::string_view quant,
                    const model::Device& device);

/// The engine that people use on this device under this backend (empty: the device's usual one), for a file of this type
/// (empty: not said): llama.cpp, and vLLM where llama.cpp does not read it.
std::string_view usual_engine(const Catalog& catalog,
                              const model::Device& device,
                              std::string_view backend,
                              std::string_view quant);

}  // namespace tokroof::catalog
