#pragma once
#include <nlohmann/json_fwd.hpp>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// Reliability diagrams: how many of the figures lie inside intervals of each level. `by_class`: class_figures() of a
/// left-out evaluation. All decode figures, all prompt figures, and the six classes of the most cells.
ChartGrid calibration(const nlohmann::json& by_class);

}  // namespace tokroof::plot
