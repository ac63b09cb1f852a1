#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "answers/plot/panel.hpp"

namespace tokroof::plot {
namespace {

constexpr double kRadius = 4;

/// "stroke" and "fill" classes of a color: answers/plot/svg_style.
std::string of_color(const char* what, const Style& style) {
  return fmt::format("{} c{}", what, style.color);
}

std::string line_class(const Style& style) { return fmt::format("line c{} d{}", style.color, style.dashes); }

void draw_marker(Svg& svg, const Style& style, Svg::Point at, double scale) {
  const double x = at.first, y = at.second, r = kRadius * scale;
  const std::string full = of_color("mark", style), hollow = of_color("hollow", style);
  switch (style.marker) {
    case Marker::circle: svg.circle(full, at, r); break;
    case Marker::hollow_circle: svg.circle(hollow, at, r); break;
    case Marker::square: svg.rectangle(full, {x - 0.9 * r, y - 0.9 * r}, 1.8 * r, 1.8 * r); break;
    case Marker::hollow_square: svg.rectangle(hollow, {x - 0.9 * r, y - 0.9 * r}, 1.8 * r, 1.8 * r); break;
    case Marker::triangle:
      svg.polygon(full, {{x, y - 1.2 * r}, {x + 1.1 * r, y + 0.8 * r}, {x - 1.1 * r, y + 0.8 * r}});
      break;
    case Marker::down_triangle:
      svg.polygon(full, {{x, y + 1.2 * r}, {x + 1.1 * r, y - 0.8 * r}, {x - 1.1 * r, y - 0.8 * r}});
      break;
    case Marker::diamond:
      svg.polygon(full, {{x, y - 1.3 * r}, {x + 1.1 * r, y}, {x, y + 1.3 * r}, {x - 1.1 * r, y}});
      break;
    case Marker::cross:
      svg.line(of_color("stroke", style), {x - r, y - r}, {x + r, y + r});
      svg.line(of_color("stroke", style), {x - r, y + r}, {x + r, y - r});
      break;
  }
}

std::string tooltip_of(const Series& s, const Datum& d) {
  std::string out = d.name.empty() ? s.name : d.name;
  for (const Field& field : d.fields) {
    out += fmt::format("{}{}: {}", out.empty() ? "" : "\n", field.name, field.value);
  }
  return out;
}

bool marked(const Series& s) { return s.drawn == Drawn::points || s.drawn == Drawn::line_and_points; }
bool lined(const Series& s) { return s.drawn == Drawn::line || s.drawn == Drawn::line_and_points; }

void draw_band(Svg& svg, const Panel& panel, const Series& s, const Style& style) {
  std::vector<Svg::Point> around;
  for (const Datum& d : s.data) {
    if (d.has_interval()) {
      around.push_back(panel.at(d.x, d.high));
    }
  }
  for (auto d = s.data.rbegin(); d != s.data.rend(); ++d) {
    if (d->has_interval()) {
      around.push_back(panel.at(d->x, d->low));
    }
  }
  if (!around.empty()) {
    svg.polygon(of_color("band", style), around);
  }
}

void draw_error_bar(Svg& svg, const Panel& panel, std::size_t series, const Datum& d) {
  if (!d.has_interval()) {
    return;
  }
  constexpr double kCap = 3;
  const std::string css = of_color("whisker", panel.style(series));
  const Svg::Point at = panel.at(series, d);
  if (horizontal(panel.chart)) {
    const double low = panel.at(d.low, d.y).first, high = panel.at(d.high, d.y).first;
    svg.line(css, {low, at.second}, {high, at.second});
    for (const double end : {low, high}) {
      svg.line(css, {end, at.second - kCap}, {end, at.second + kCap});
    }
  } else {
    const double low = panel.at(d.x, d.low).second, high = panel.at(d.x, d.high).second;
    svg.line(css, {at.first, low}, {at.first, high});
    for (const double end : {low, high}) {
      svg.line(css, {at.first - kCap, end}, {at.first + kCap, end});
    }
  }
}

void draw_bars(Svg& svg, const Panel& panel, std::size_t series, const std::vector<double>& bases) {
  const Series& s = panel.chart.series[series];
  const Style style = panel.style(series);
  const bool across = horizontal(panel.chart);
  const double thick = panel.bar_width() * (panel.chart.stacked ? 1 : 0.9);
  for (std::size_t i = 0; i < s.data.size(); ++i) {
    const Datum& d = s.data[i];
    const double base = bases.empty() ? 0 : bases[i];
    const Svg::Point at = panel.at(series, d);
    const Svg::Point from = across ? panel.at(base, d.y) : panel.at(d.x, base);
    const Svg::Point to = across ? panel.at(base + d.x, d.y) : panel.at(d.x, base + d.y);
    const Svg::Point corner = across ? Svg::Point{std::min(from.first, to.first), at.second - thick / 2}
                                     : Svg::Point{at.first - thick / 2, std::min(from.second, to.second)};
    const double width = across ? std::fabs(to.first - from.first) : thick;
    const double height = across ? thick : std::fabs(to.second - from.second);
    svg.begin_group(tooltip_of(s, d));
    svg.rectangle(of_color("bar", style), corner, width, height);
    if (style.hatching > 0) {
      svg.rectangle(fmt::format("h{}", style.hatching), corner, width, height);
    }
    svg.end_group();
  }
}

/// Many points as dots, each place once.
void draw_dots(Svg& svg, const Panel& panel, const Series& s, const Style& style) {
  std::set<std::pair<long, long>> seen;
  std::vector<Svg::Point> places;
  for (const Datum& d : s.data) {
    constexpr double kFinest = 2;  // places a pixel
    const Svg::Point at = panel.at(d.x, d.y);
    if (d.name.empty() &&
        seen.emplace(std::lround(at.first * kFinest), std::lround(at.second * kFinest)).second) {
      places.push_back(at);
    }
  }
  svg.dots(of_color("cloud", style), places);
}

void draw_points(Svg& svg, const Panel& panel, std::size_t series) {
  const Series& s = panel.chart.series[series];
  const Style style = panel.style(series);
  const bool dots = is_cloud(panel.chart);
  constexpr double kFaint = 0.6;
  if (dots) {
    draw_dots(svg, panel, s, style);
  }
  for (const Datum& d : s.data) {
    if (dots && d.name.empty()) {
      continue;
    }
    svg.begin_group(tooltip_of(s, d), s.faint ? "faint" : "");
    if (s.interval == Interval::error_bars) {
      draw_error_bar(svg, panel, series, d);
    }
    draw_marker(svg, style, panel.at(series, d), panel.mark * (s.faint ? kFaint : 1));
    svg.end_group();
  }
}

void draw_line(Svg& svg, const Panel& panel, const Series& s, const Style& style) {
  std::vector<Svg::Point> points;
  points.reserve(s.data.size());
  for (const Datum& d : s.data) {
    points.push_back(panel.at(d.x, d.y));
  }
  svg.polyline(line_class(style), points);
}

}  // namespace

void draw_series(Svg& svg, const Panel& panel) {
  const auto& all = panel.chart.series;
  const auto bases = stack_bases(panel.chart);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].interval == Interval::band) {
      draw_band(svg, panel, all[i], panel.style(i));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].drawn == Drawn::bars) {
      draw_bars(svg, panel, i, bases[i]);
    }
    if (lined(all[i])) {
      draw_line(svg, panel, all[i], panel.style(i));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (marked(all[i])) {
      draw_points(svg, panel, i);
    } else if (all[i].interval == Interval::error_bars) {
      for (const Datum& d : all[i].data) {
        draw_error_bar(svg, panel, i, d);
      }
    }
  }
}

void draw_sample(Svg& svg, const Series& s, const Style& style, bool cloud, Svg::Point left, double width) {
  const double x = left.first, y = left.second;
  constexpr double kHalf = 6;
  if (s.interval == Interval::band) {
    svg.rectangle(of_color("band", style), {x, y - kHalf}, width, 2 * kHalf);
  }
  if (s.drawn == Drawn::bars) {
    svg.rectangle(of_color("bar", style), {x, y - kHalf}, width, 2 * kHalf);
    if (style.hatching > 0) {
      svg.rectangle(fmt::format("h{}", style.hatching), {x, y - kHalf}, width, 2 * kHalf);
    }
  }
  if (lined(s)) {
    svg.line(line_class(style), {x, y}, {x + width, y});
  }
  if (marked(s) && cloud) {
    svg.dots(of_color("cloud", style),
             {{x + width / 2 - 6, y + 2}, {x + width / 2, y - 2}, {x + width / 2 + 6, y + 1}});
  } else if (marked(s)) {
    draw_marker(svg, style, {x + width / 2, y}, s.faint ? 0.7 : 1);
  }
}

}  // namespace tokroof::plot
