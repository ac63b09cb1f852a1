#pragma once
#include <string_view>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Prompt tokens that an engine processes at once where nothing is stated.
double usual_micro_batch(std::string_view engine);

/// How the engine and its build run this scenario: which layers are on the host, which kernels, graphs or eager launches, flash
/// attention by date where it is not stated.
Conditions conditions_of(const Scenario& s, const Work& work);

}  // namespace tokroof
