#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "whatif/placement/placement.hpp"

namespace tokroof::whatif {

/// How an engine is told where to keep a model (datasets/engines.json): by its name, else as the one whose kernels it runs.
/// All texts are empty where it cannot.
catalog::EnginePlacement engine_placement(const catalog::Catalog& catalog, std::string_view engine);

/// "-ngl {}" with its number.
std::string filled_option(std::string_view option, double number);

/// The options that set a placement: "-ngl 99 --n-cpu-moe 24"; empty where the engine needs none or has none.
std::string placement_options(const catalog::EnginePlacement& engine, const Placement& placement);

}  // namespace tokroof::whatif
