#include "answers/plot/panel.hpp"

#include <algorithm>

#include "answers/plot/text_width.hpp"
#include "model/names.hpp"

namespace tokroof::plot {
namespace {

constexpr double kShareOfCategory = 0.72;  ///< that bars and points of all series take

/// Series that stand beside each other in a category; bars end to end are one.
bool beside_others(const Chart& chart, const Series& s) {
  return s.drawn != Drawn::line && s.drawn != Drawn::names && !(chart.stacked && s.drawn == Drawn::bars);
}

std::size_t about_ticks(double px, double px_each) {
  return std::max<std::size_t>(2, static_cast<std::size_t>(px / px_each));
}

}  // namespace

Svg::Point Panel::at(double x, double y) const {
  const double across = ranges.x.position(x), up = ranges.y.position(y);
  return {area.left + across * (area.right - area.left),
          chart.y.scale == Scale::category ? area.top + up * (area.bottom - area.top)
                                           : area.bottom - up * (area.bottom - area.top)};
}

double Panel::bar_width() const {
  const bool across = horizontal(chart);
  const double extent = across ? area.bottom - area.top : area.right - area.left;
  const auto categories = static_cast<double>((across ? chart.y : chart.x).categories.size());
  const auto side_by_side = static_cast<double>(std::count_if(
      chart.series.begin(), chart.series.end(), [&](const Series& s) { return beside_others(chart, s); }));
  return kShareOfCategory * extent / std::max(categories, 1.0) / std::max(side_by_side, 1.0);
}

Svg::Point Panel::at(std::size_t series, const Datum& d) const {
  Svg::Point out = at(d.x, d.y);
  const bool categories = horizontal(chart) || chart.x.scale == Scale::category;
  if (!categories || !beside_others(chart, chart.series[series])) {
    return out;
  }
  double before = 0, all = 0;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    if (beside_others(chart, chart.series[i])) {
      before += i < series ? 1 : 0;
      all += 1;
    }
  }
  const double offset = (before - (all - 1) / 2) * bar_width();
  (horizontal(chart) ? out.second : out.first) += offset;
  return out;
}

Style Panel::style(std::size_t series) const {
  const int own = chart.series[series].style;
  return style_of(own < 0 ? series : static_cast<std::size_t>(own));
}

bool is_cloud(const Chart& chart) {
  std::size_t points = 0;
  for (const Series& s : chart.series) {
    points += s.drawn == Drawn::points ? s.data.size() : 0;
  }
  return points > kCloud;
}

bool turned_texts(const Panel& panel) {
  const auto& names = panel.chart.x.categories;
  const double slot = (panel.area.right - panel.area.left) / std::max(1.0, static_cast<double>(names.size()));
  return panel.chart.x.scale == Scale::category && model::any_of(names, [&](const std::string& name) {
           return text_width(name, kTickTextPx) > slot - 8;
         });
}

void draw_axes(Svg& svg, const Panel& panel, bool x_texts, bool y_texts) {
  const Box& area = panel.area;
  constexpr double kXPx = 95, kYPx = 46, kTick = 4;
  for (const Tick& tick : ticks(panel.chart.x, panel.ranges.x, about_ticks(area.right - area.left, kXPx))) {
    const double x = panel.at(tick.value, panel.ranges.y.low).first;
    if (!tick.text.empty() && panel.ranges.x.scale != Scale::category) {
      svg.line("grid", {x, area.top}, {x, area.bottom});
    }
    svg.line("axis", {x, area.bottom}, {x, area.bottom + (tick.text.empty() ? kTick / 2 : kTick)});
    if (x_texts && !tick.text.empty()) {
      const bool turned = turned_texts(panel);
      svg.text(turned ? "tick right" : "tick center",
               {x + (turned ? 4 : 0), area.bottom + (turned ? 14 : 18)},
               tick.text,
               turned ? -35 : 0);
    }
  }
  for (const Tick& tick : ticks(panel.chart.y, panel.ranges.y, about_ticks(area.bottom - area.top, kYPx))) {
    const double y = panel.at(panel.ranges.x.low, tick.value).second;
    if (!tick.text.empty()) {
      svg.line("grid", {area.left, y}, {area.right, y});
    }
    if (!horizontal(panel.chart)) {
      svg.line("axis", {area.left - (tick.text.empty() ? kTick / 2 : kTick), y}, {area.left, y});
    }
    if (y_texts && !tick.text.empty()) {
      svg.text("tick right", {area.left - 8, y + 4}, tick.text);
    }
  }
  svg.line("axis", {area.left, area.bottom}, {area.right, area.bottom});
  svg.line("axis", {area.left, area.top}, {area.left, area.bottom});
}

}  // namespace tokroof::plot
