#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/step.hpp"

namespace tokroof::predict {

/// "vllm has no FP8 kernels for compute capability 7.0 (7.5 at least)": `why` of a limit, whose "{}" is the storage type or
/// the model.
std::string limit_sentence(std::string_view engine, std::string_view what, std::string_view why);

/// Why people would not run this so: a file or a model that the engine does not take. Empty: it runs, as far as is known.
std::string does_not_run(const catalog::Catalog& catalog, const catalog::Run& run);

/// Why an engine of this family cannot spread the model over so many devices; empty: it can.
///
///   layers   a device that is passed by holds at least one
///   heads    engines that give every device as many (datasets/engines.json): n divides the attention heads; it divides
///            the KV heads, or they divide it and are copied. A cache that all heads share (MLA) is copied.
///   devices  at most what the engine was built for
std::string split_fault(const catalog::Catalog& catalog,
                        std::string_view family,
                        model::Split split,
                        const model::Architecture& model,
                        double n_devices);

}  // namespace tokroof::predict
