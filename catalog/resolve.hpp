#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/scenario.hpp"

namespace tokroof::catalog {

/// What a row of a runs table means: names become catalog entries, text becomes numbers, what the source is known for
/// is applied, an engine that is not named is the usual one. Refuses (unknown-engine, unknown-device, unknown-model,
/// unknown-split (not a split), unknown-link, unknown-placement, unknown-concurrency, unknown-drafts, partial-placement,
/// no-figure) what cannot be told. The scenario refers to the catalog's entries: keep the catalog alive.
model::Result<model::Scenario> resolve(const Catalog& catalog, const Run& run);

/// The same scenario with other streams (Run::concurrency): no name and no default depends on them.
void set_streams(const Catalog& catalog, double concurrency, model::Scenario& scenario);

/// llama.cpp's -ngl, where it leaves a layer on the host.
bool some_layers_on_host(const Run& run, const model::Architecture& model);

/// The engine that a row names; where it names none, the one that people use for its file on such a device
/// (engine_formats.hpp).
std::string engine_or_usual(const Catalog& catalog, const Run& run, const model::Device& device);

/// How an engine splits a model over several devices when nothing is said: llama.cpp by layers, servers, and engines
/// that are not known, by tensors.
model::Split usual_split(const Catalog& catalog, std::string_view engine);

/// What every answer says of a device that was never released, and is kept for the claims about it.
std::string never_released_text(const model::Device& device);

/// "2025-08-15" (month and day may be missing: the middle) as a decimal year; 2025.5 where empty.
double decimal_year(std::string_view date);

/// Whether cards reach each other over PCIe directly ("pcie") or through the host's memory ("pcie-staged").
std::string pcie_class(const model::Device& device);

/// Class of a link by what a row says of it, else by what such devices usually have.
std::string link_class(std::string_view interconnect, const model::Device& device, std::string_view backend);

}  // namespace tokroof::catalog
