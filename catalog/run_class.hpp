#pragma once
#include <array>
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"

namespace tokroof::catalog {

/// The classes that reports list, in their order (unknown-split is only counted).
inline constexpr std::array<std::string_view, 14> kRunClasses{"single-dense",
                                                              "single-moe",
                                                              "deep",
                                                              "unified-dense",
                                                              "unified-moe",
                                                              "layer",
                                                              "row",
                                                              "tensor",
                                                              "pipeline",
                                                              "rpc",
                                                              "batch",
                                                              "experts-cpu",
                                                              "cpu",
                                                              "speculative"};

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
