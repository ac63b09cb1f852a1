#pragma once
#include <optional>
#include <vector>

#include "answers/plot/axis.hpp"
#include "answers/plot/label_placement.hpp"
#include "answers/plot/style.hpp"
#include "answers/plot/svg.hpp"

namespace tokroof::plot {

/// A chart's place on the paper.
struct Panel {
  const Chart& chart;
  Ranges ranges;
  Box area;
  double mark = 1;  ///< size of markers and text against the usual

  [[nodiscard]] Svg::Point at(double x, double y) const;
  /// Of a datum of a series: bars and points of several series in one category stand beside each other.
  [[nodiscard]] Svg::Point at(std::size_t series, const Datum& d) const;
  /// Extent of a category's bar across its axis. [px]
  [[nodiscard]] double bar_width() const;
  [[nodiscard]] Style style(std::size_t series) const;
};

/// So many points are a cloud: drawn as dots, without tooltips, those with names or intervals as markers.
inline constexpr std::size_t kCloud = 600;
bool is_cloud(const Chart& chart);

/// Grid, ticks and their texts; texts of x below, of y to the left, where wanted.
void draw_axes(Svg& svg, const Panel& panel, bool x_texts, bool y_texts);

/// Bands, lines, bars, error bars, markers.
void draw_series(Svg& svg, const Panel& panel);

/// A piece of legend, `width` long: how a series looks.
void draw_sample(Svg& svg, const Series& s, const Style& style, bool cloud, Svg::Point left, double width);

/// Where the name of a point stands; none: without room.
struct NamePlace {
  std::size_t series = 0;
  const Datum* datum = nullptr;
  std::optional<LabelPlacement::Place> place;
};

/// Where the text of a rule begins, and how it is turned.
struct RuleText {
  const Rule* rule = nullptr;
  Svg::Point start;
  double degrees = 0;
};

struct Annotations {
  std::vector<RuleText> rules;  ///< those with room
  std::vector<NamePlace> names;
};

/// The texts of rules, then the names of points, clear of each other and of what is drawn.
Annotations place_annotations(const Panel& panel);

/// The same, drawn. Returns how many names found no room.
std::size_t draw_annotations(Svg& svg, const Panel& panel);

/// The lines of limits and guides.
void draw_rules(Svg& svg, const Panel& panel);

/// Where texts of categories on x do not fit side by side they are turned.
bool turned_texts(const Panel& panel);

inline constexpr double kTickTextPx = 12, kNamePx = 11.5;

}  // namespace tokroof::plot
