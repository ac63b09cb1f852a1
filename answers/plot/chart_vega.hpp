#pragma once
#include <nlohmann/json_fwd.hpp>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// A chart as a Vega-Lite 6 specification with its data: tooltips on hover, zoom by wheel and drag, series to choose in
/// the legend. Title and texts are left to the page. Throws InputError for what cannot be shown (answers/plot/axis.hpp).
nlohmann::ordered_json vega_lite(const Chart& chart);
nlohmann::ordered_json vega_lite(const ChartGrid& grid);

}  // namespace tokroof::plot
