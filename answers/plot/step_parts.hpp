#pragma once
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"
#include "predict/prediction.hpp"

namespace tokroof::plot {

/// A set-up whose step is shown.
struct StepSetup {
  std::string name;
  const predict::Prediction* prediction = nullptr;
};

/// Where the time of a decode step goes: one stacked bar a set-up, as long as the step.
Chart step_parts(const std::vector<StepSetup>& setups);

}  // namespace tokroof::plot
