#pragma once
#include <string_view>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// Which coefficient of each scope applies to a scenario: the step's label in every scope (scope.hpp shows their form).
/// Two steps share a coefficient exactly if their labels in its scope are equal.
Labels labels_of(const Scenario& s, const Step& step);

/// The class of the storage type that a scenario's file holds: llama.cpp's files of gpt-oss are MXFP4 whatever their label.
std::string_view stored_as(const Scenario& s);

}  // namespace tokroof::model
