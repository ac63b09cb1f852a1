#pragma once
#include <string>

#include "model/scenario.hpp"
#include "whatif/placement/placement.hpp"

namespace tokroof::whatif {

/// "experts of 24 of 36 layers on the host", "12 of 80 layers on the host", "all on the host", "33 + 15 layers"; empty where
/// the devices hold all as their engine places it.
std::string placement_text(const Placement& placement);

/// "one rtx-4090", "2 x rtx-4090", "rtx-4090+rtx-3060".
std::string devices_text(const model::Scenario& s);

}  // namespace tokroof::whatif
