#pragma once
#include <string>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// A chart as SVG: the same bytes for the same chart, nothing loaded from elsewhere, light or dark as the reader's
/// screen. Throws InputError for what cannot be shown (answers/plot/axis.hpp).
std::string chart_svg(const Chart& chart);
std::string chart_svg(const ChartGrid& grid);

}  // namespace tokroof::plot
