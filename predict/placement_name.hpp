#pragma once
#include <string>

#include "model/scenario.hpp"

namespace tokroof {

/// Where the weights are: gpu, cpu, experts=cpu, expert-layers-gpu=N, tensors=cpu, partial.
std::string placement_name(const Scenario& scenario);

}  // namespace tokroof
