#pragma once
#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Which coefficient of each scope applies to a scenario: the step's label in every scope (scope.hpp shows their form).
/// Two steps share a coefficient exactly if their labels in its scope are equal.
Labels labels_of(const Scenario& s, const Step& step);

}  // namespace tokroof
