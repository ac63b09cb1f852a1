#pragma once
#include <string>
#include <string_view>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// A chart as a page that is complete in itself: it opens from disk and loads nothing. `bundle`: plot_bundle().
/// Throws InputError where the bundle is empty, and for what cannot be shown.
std::string chart_html(const Chart& chart, std::string_view bundle);
std::string chart_html(const ChartGrid& grid, std::string_view bundle);

}  // namespace tokroof::plot
