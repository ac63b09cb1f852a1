#pragma once
#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// Prompt tokens that a build of this year processes at once on a device where nothing is stated.
double usual_micro_batch(const Engine& engine, const Device& device, double year);

/// Sequences that a server of this build runs at once there; unknown: as many as its memory holds.
double usual_sequences(const Engine& engine, const Device& device, double year);

/// How the engine and its build run this scenario: which layers are on the host, which kernels, graphs or eager launches, flash
/// attention by date where it is not stated.
Conditions conditions_of(const Scenario& s, const Work& work);

}  // namespace tokroof::model
