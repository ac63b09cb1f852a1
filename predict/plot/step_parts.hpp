#pragma once
#include <string>
#include <vector>

#include "predict/plot/chart.hpp"
#include "predict/prediction.hpp"

namespace tokroof::plot {

/// A set-up whose step is shown.
struct StepSetup {
  std::string name;
  const Prediction* prediction = nullptr;
};

/// Where the time of a decode step goes: one stacked bar a set-up. What is known of a device or a model beyond the parts
/// ("effects") stretches all of them alike, so the bar is as long as the step.
Chart step_parts(const std::vector<StepSetup>& setups);

}  // namespace tokroof::plot
