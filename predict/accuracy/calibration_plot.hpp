#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tokroof {

/// Reliability diagram as SVG: how many of the figures lie inside intervals of each level. `by_class`: class_figures()
/// of a left-out evaluation. All decode and prefill figures in one panel, the six classes of the most cells in panels
/// of their own.
std::string calibration_plot(const nlohmann::json& by_class);

}  // namespace tokroof
