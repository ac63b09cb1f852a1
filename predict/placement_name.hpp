#pragma once
#include <string>

#include "model/scenario.hpp"

namespace tokroof::predict {

/// Where the weights are: gpu, cpu, experts=cpu, expert-layers-gpu=N, tensors=cpu, partial.
std::string placement_name(const model::Scenario& scenario);

}  // namespace tokroof::predict
