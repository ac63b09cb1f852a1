#pragma once
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace tokroof::plot {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();  ///< a number that is not given

/// Categories stand at 0, 1, 2, ...: on y from the top down.
enum class Scale { linear, log, category };

struct Axis {
  std::string label;
  std::string unit{};  ///< empty: a pure number or names
  Scale scale = Scale::linear;
  std::vector<std::string> categories{};
  std::vector<double> ticks{};       ///< the only ones; empty: chosen
  double low = kNone, high = kNone;  ///< the axis reaches at least so far; none: as the data

  /// "decode rate, tok/s"
  [[nodiscard]] std::string title() const { return unit.empty() ? label : label + ", " + unit; }
};

/// A line of a tooltip.
struct Field {
  std::string name, value;
};

/// A point. Its interval is along the axis of values: x where y has categories, else y.
struct Datum {
  double x = 0, y = 0;
  double low = kNone, high = kNone;
  std::string name{};  ///< stands beside it; empty: none
  std::vector<Field> fields{};

  [[nodiscard]] bool has_interval() const { return std::isfinite(low) && std::isfinite(high); }
};

enum class Drawn { line, points, line_and_points, bars, names };
enum class Interval { none, band, error_bars };

/// Later series lie above earlier ones, and their points are named first.
struct Series {
  std::string name;  ///< in the legend; empty: not there
  Drawn drawn = Drawn::points;
  Interval interval = Interval::none;
  int style = -1;                ///< color, marker, dashes and hatching; -1: as its place among the series
  bool faint = false;            ///< small and light: the background of other series
  bool names_near_only = false;  ///< names only where there is room beside the point
  std::vector<Datum> data{};
};

/// A limit or a guide: through points in units of the axes, cut off at the edges, without influence on the axes.
struct Rule {
  std::vector<std::pair<double, double>> through;
  std::string text{};   ///< written along it
  bool strong = false;  ///< a limit, else a guide
};

/// What a plot shows. How it looks is up to chart_svg and chart_html.
struct Chart {
  std::string title, subtitle;
  std::string source;  ///< where the numbers are from: the line below
  Axis x, y;
  std::vector<Series> series;
  std::vector<Rule> rules;
  bool stacked = false;  ///< bars of the series end to end
};

/// Small charts of one kind in rows; the legend is that of all.
struct ChartGrid {
  std::string title, subtitle, source;
  std::size_t columns = 3;
  std::vector<Chart> panels;
};

}  // namespace tokroof::plot
