#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {

/// The classes that reports list, in their order (unknown-split is only counted).
inline constexpr auto kRunClasses = model::words_of<14>(
    "single-dense|single-moe|deep|unified-dense|unified-moe|layer|row|tensor|pipeline|rpc|"
    "batch|experts-cpu|cpu|speculative");

inline constexpr double kDeepTokens =
    4096;  ///< of the cache, from which on one device's run is of the class "deep"

/// Class of a run, by the table's columns alone (first match wins, datasets/SCHEMA.md): speculative, cpu,
/// experts-cpu, batch, rpc, pipeline, tensor, row, layer, unknown-split, deep, unified-dense, unified-moe,
/// single-dense, single-moe.
std::string run_class(const Catalog& catalog, const Run& run);
/// The same run with another cache and other streams.
std::string run_class(const Catalog& catalog, const Run& run, double depth, double concurrency);

/// source|device|n_devices|split|model: a cell counts once in every evaluation.
std::string run_cell(const Run& run);

/// Rows of one sitting: same page, device, count, split, engine, backend, host.
std::string run_session(const Run& run);

}  // namespace tokroof::catalog
