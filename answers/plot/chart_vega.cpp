#include "answers/plot/chart_vega.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/plot/panel.hpp"
#include "model/names.hpp"

namespace tokroof::plot {
namespace {

using nlohmann::ordered_json;

constexpr double kViewWidth = 780, kHeight = 420, kSmall = 190;

/// What a datum is drawn as; a layer shows those of one kind.
constexpr std::string_view kBand = "band";
constexpr std::string_view kBar = "bar";
constexpr std::string_view kLine = "line";
constexpr std::string_view kWhisker = "whisker";
constexpr std::string_view kPoint = "point";
constexpr std::string_view kDot = "dot";  // a small one: of a cloud, or in the background

double rounded(double value) { return std::stod(fmt::format("{:.7g}", value)); }

/// What a series is chosen by: a nameless one goes with the named one that looks like it.
std::string key_of(const Chart& chart, std::size_t series) {
  const int style = chart.series[series].style;
  std::string name = chart.series[series].name;
  for (const Series& other : chart.series) {
    if (name.empty() && style >= 0 && other.style == style) {
      name = other.name;
    }
  }
  return name.empty() ? fmt::format("series {}", series + 1) : name;
}

/// A place on an axis: the category's name, or the number.
ordered_json place(const Axis& axis, double value) {
  return axis.scale == Scale::category ? ordered_json(axis.categories[static_cast<std::size_t>(value)])
                                       : ordered_json(rounded(value));
}

ordered_json tooltip(const Series& s, const Datum& d) {
  ordered_json out = ordered_json::object();
  const std::string& title = d.name.empty() ? s.name : d.name;
  if (!title.empty()) {
    out["title"] = title;
  }
  if (!d.name.empty() && !s.name.empty()) {
    out["series"] = s.name;
  }
  for (const Field& field : d.fields) {
    out[field.name] = field.value;
  }
  return out;
}

/// The data of one chart, row by row, with everything that its layers look at.
class Rows {
 public:
  explicit Rows(const Chart& chart, double width, double height)
      : chart_(chart), panel_{chart, ranges(chart), {0, 0, width, height}}, bases_(stack_bases(chart)) {
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
      add(i);
    }
    add_texts();
  }

  [[nodiscard]] const ordered_json& values() const { return values_; }
  [[nodiscard]] const ordered_json& names() const { return names_; }
  [[nodiscard]] const ordered_json& rule_texts() const { return rule_texts_; }
  [[nodiscard]] const Panel& panel() const { return panel_; }
  [[nodiscard]] bool has(std::string_view kind) const {
    return model::any_of(values_, [&](const ordered_json& row) { return row["k"] == kind; });
  }

 private:
  void add(std::size_t series) {
    const Series& s = chart_.series[series];
    const bool marked = s.drawn == Drawn::points || s.drawn == Drawn::line_and_points;
    const bool lined = s.drawn == Drawn::line || s.drawn == Drawn::line_and_points;
    for (std::size_t i = 0; i < s.data.size(); ++i) {
      const Datum& d = s.data[i];
      if (s.interval == Interval::band && d.has_interval()) row(series, i, kBand);
      if (s.drawn == Drawn::bars) row(series, i, kBar);
      if (lined) row(series, i, kLine);
      if (s.interval == Interval::error_bars && d.has_interval()) row(series, i, kWhisker);
      if (marked) row(series, i, s.faint || (is_cloud(chart_) && d.name.empty()) ? kDot : kPoint);
    }
  }

  void row(std::size_t series, std::size_t i, std::string_view kind) {
    const Series& s = chart_.series[series];
    const Datum& d = s.data[i];
    ordered_json out = {{"k", kind}, {"s", key_of(chart_, series)}};
    out["x"] = place(chart_.x, d.x);
    out["y"] = place(chart_.y, d.y);
    if (kind == kBand || kind == kWhisker) {
      out["low"] = rounded(d.low);
      out["high"] = rounded(d.high);
    }
    if (kind == kBar) {
      const double base = bases_[series].empty() ? 0 : bases_[series][i];
      out["low"] = rounded(base);
      out["high"] = rounded(base + (horizontal(chart_) ? d.x : d.y));
    }
    if (kind == kBar || kind == kPoint || kind == kDot) {
      out["tip"] = tooltip(s, d);
    }
    values_.push_back(std::move(out));
  }

  /// Texts where an SVG of this size would have them; names further off their points show on hover alone.
  void add_texts() {
    const Annotations all = place_annotations(panel_);
    for (const NamePlace& name : all.names) {
      const Datum& d = *name.datum;
      const Svg::Point at = panel_.at(name.series, d);
      if (name.place && near(at, *name.place)) {
        names_.push_back({{"s", key_of(chart_, name.series)},
                          {"x", place(chart_.x, d.x)},
                          {"y", place(chart_.y, d.y)},
                          {"text", d.name},
                          {"dx", std::lround(name.place->corner.first - at.first)},
                          {"dy", std::lround(name.place->corner.second - at.second)}});
      }
    }
    for (const RuleText& text : all.rules) {
      const Box& area = panel_.area;
      rule_texts_.push_back({{"x", rounded(panel_.ranges.x.value(text.start.first / area.right))},
                             {"y", rounded(panel_.ranges.y.value(1 - text.start.second / area.bottom))},
                             {"text", text.rule->text},
                             {"angle", std::lround(text.degrees * 10) / 10.0}});
    }
  }

  static bool near(Svg::Point at, const LabelPlacement::Place& place) {
    constexpr double kNear = 20;  // px
    return std::hypot(place.leader_end.first - at.first, place.leader_end.second - at.second) <= kNear;
  }

  const Chart& chart_;
  Panel panel_;
  std::vector<std::vector<double>> bases_;
  ordered_json values_ = ordered_json::array(), names_ = ordered_json::array(),
               rule_texts_ = ordered_json::array();
};

/// Markers at 0 are cut off where the axis begins with it.
double edge(const Range& range) {
  return range.scale == Scale::linear && range.low == 0 ? -0.01 * range.high : range.low;
}

ordered_json axis_channel(const Axis& axis, const Range& range, double px) {
  ordered_json out = {{"title", axis.title()}};
  if (axis.scale == Scale::category) {
    out["type"] = "nominal";
    out["sort"] = nullptr;
    out["scale"] = {{"domain", axis.categories}};
    out["axis"] = {{"labelLimit", 400}};
    return out;
  }
  out["type"] = "quantitative";
  out["scale"] = {{"type", axis.scale == Scale::log ? "log" : "linear"},
                  {"domain", {rounded(edge(range)), rounded(range.high)}},
                  {"nice", false}};
  if (axis.scale == Scale::linear) {
    out["scale"]["zero"] = false;
  }
  constexpr double kPxEach = 90;
  out["axis"] = {{"tickCount", std::lround(px / kPxEach)}};
  if (!axis.ticks.empty()) {
    out["axis"]["values"] = axis.ticks;
  }
  return out;
}

constexpr std::array<const char*, 8> kShapes{"circle",
                                             "square",
                                             "triangle-up",
                                             "diamond",
                                             "cross",
                                             "triangle-down",
                                             "triangle-right",
                                             "triangle-left"};

ordered_json dashes_of(const Style& style) {
  ordered_json out = ordered_json::array();
  const std::string text = kDashes[style.dashes];
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out.push_back(std::stoi(text.substr(at, end - at)));
    at = end + 1;
  }
  return out.empty() ? ordered_json{1, 0} : out;
}

/// Colors, shapes and dashes by series: one legend, of the series with names.
struct Looks {
  ordered_json keys = ordered_json::array(), named = ordered_json::array();
  ordered_json colors = ordered_json::array(), shapes = ordered_json::array(), dashes = ordered_json::array();

  explicit Looks(const Panel& panel) {
    for (std::size_t i = 0; i < panel.chart.series.size(); ++i) {
      const Style style = panel.style(i);
      const std::string key = key_of(panel.chart, i);
      if (model::holds(keys, key)) {
        continue;
      }
      keys.push_back(key);
      if (key != fmt::format("series {}", i + 1)) {
        named.push_back(key);
      }
      colors.push_back(kColors[style.color].light);
      shapes.push_back(kShapes[static_cast<std::size_t>(style.marker)]);
      dashes.push_back(dashes_of(style));
    }
  }

  [[nodiscard]] ordered_json channel(const ordered_json& range) const {
    ordered_json out = {{"field", "s"}, {"type", "nominal"}, {"scale", {{"domain", keys}, {"range", range}}}};
    out["legend"] = named.empty() ? ordered_json(nullptr)
                                  : ordered_json{{"title", nullptr},
                                                 {"values", named},
                                                 {"orient", "top"},
                                                 {"columns", 4},
                                                 {"labelLimit", 320},
                                                 {"symbolStrokeWidth", 1},
                                                 {"symbolOpacity", 1}};
    return out;
  }
};

class Layers {
 public:
  Layers(const Chart& chart, const Rows& rows, const std::string& zoom)
      : chart_(chart), rows_(rows), looks_(rows.panel()), zoom_(zoom) {
    add_rules();
    if (rows.has(kBand)) mark(kBand, {{"type", "area"}}, 0.18, 0.03);
    if (rows.has(kBar)) {
      mark(kBar, {{"type", "bar"}, {"stroke", "white"}, {"tooltip", {{"expr", "datum.tip"}}}}, 1, 0.15);
    }
    if (rows.has(kLine)) lines();
    if (rows.has(kWhisker)) mark(kWhisker, {{"type", "rule"}, {"strokeWidth", 1.4}}, 0.7, 0.08);
    if (rows.has(kDot)) points(kDot, 16, 0.5);
    if (rows.has(kPoint)) points(kPoint, 60, 1);
    ordered_json& colored = all_.back();
    colored["params"] = ordered_json::array();
    if (!looks_.named.empty()) {
      colored["params"].push_back({{"name", "pick"},
                                   {"select", {{"type", "point"}, {"fields", {"s"}}, {"toggle", "true"}}},
                                   {"bind", "legend"}});
    }
    if (!has_categories()) {
      colored["params"].push_back({{"name", zoom_}, {"select", "interval"}, {"bind", "scales"}});
    }
    add_names();
    add_texts(kLine, rows_.rule_texts(), {{"fontStyle", "italic"}, {"angle", {{"expr", "datum.angle"}}}});
  }

  [[nodiscard]] const ordered_json& all() const { return all_; }

 private:
  [[nodiscard]] bool has_categories() const {
    return chart_.x.scale == Scale::category || chart_.y.scale == Scale::category;
  }

  /// A layer of the data of one kind, placed on both axes.
  ordered_json layer(std::string_view kind, ordered_json mark) const {
    ordered_json encoding = {
        {"x", axis_channel(chart_.x, rows_.panel().ranges.x, rows_.panel().area.right)},
        {"y", axis_channel(chart_.y, rows_.panel().ranges.y, 1.8 * rows_.panel().area.bottom)}};
    encoding["x"]["field"] = "x";
    encoding["y"]["field"] = "y";
    if (has_categories() && !chart_.stacked) {
      encoding[horizontal(chart_) ? "yOffset" : "xOffset"] = {{"field", "s"}, {"sort", looks_.keys}};
    }
    mark["clip"] = true;
    return {{"transform", {{{"filter", fmt::format("datum.k === '{}'", kind)}}}},
            {"mark", std::move(mark)},
            {"encoding", std::move(encoding)}};
  }

  /// From low to high along the axis of values.
  void span(ordered_json& layer) const {
    const char* along = horizontal(chart_) ? "x" : "y";
    layer["encoding"][along]["field"] = "low";
    layer["encoding"][horizontal(chart_) ? "x2" : "y2"] = {{"field", "high"}};
  }

  /// Fainter while other series are chosen in the legend.
  [[nodiscard]] ordered_json picked(double shown, double faint) const {
    return looks_.named.empty()
               ? ordered_json{{"value", shown}}
               : ordered_json{{"condition", {{"param", "pick"}, {"value", shown}}}, {"value", faint}};
  }

  /// What is coloured by its series; `faint` where another one is chosen.
  void mark(std::string_view kind, const ordered_json& what, double shown, double faint) {
    ordered_json out = layer(kind, what);
    span(out);
    out["encoding"]["color"] = looks_.channel(looks_.colors);
    out["encoding"]["opacity"] = picked(shown, faint);
    all_.push_back(std::move(out));
  }

  void lines() {
    ordered_json out = layer(kLine, {{"type", "line"}, {"strokeWidth", 2.2}});
    out["encoding"]["color"] = looks_.channel(looks_.colors);
    out["encoding"]["strokeDash"] = looks_.channel(looks_.dashes);
    out["encoding"]["opacity"] = picked(1, 0.15);
    all_.push_back(std::move(out));
  }

  void points(std::string_view kind, double size_px2, double opacity) {
    ordered_json out = layer(
        kind,
        {{"type", "point"}, {"filled", true}, {"size", size_px2}, {"tooltip", {{"expr", "datum.tip"}}}});
    out["encoding"]["color"] = looks_.channel(looks_.colors);
    out["encoding"]["shape"] = looks_.channel(looks_.shapes);
    out["encoding"]["opacity"] = picked(opacity, 0.08);
    all_.push_back(std::move(out));
  }

  void add_names() {
    const ordered_json place = {{"dx", {{"expr", "datum.dx"}}}, {"dy", {{"expr", "datum.dy"}}}};
    if (add_texts(kPoint, rows_.names(), place)) {
      all_.back()["encoding"]["opacity"] = picked(1, 0.15);
    }
  }

  template <class Texts>
  bool add_texts(std::string_view kind, const Texts& texts, const ordered_json& more) {
    if (texts.empty()) {
      return false;
    }
    ordered_json mark = {
        {"type", "text"}, {"align", "left"}, {"baseline", "alphabetic"}, {"fontSize", kNamePx}};
    mark.update(more);
    ordered_json out = layer(kind, mark);
    out.erase("transform");
    out["data"] = {{"values", texts}};
    out["encoding"]["text"] = {{"field", "text"}};
    all_.push_back(std::move(out));
    return true;
  }

  void add_rules() {
    for (const Rule& rule : chart_.rules) {
      ordered_json values = ordered_json::array();
      for (const auto& point : rule.through) {
        values.push_back({{"x", rounded(point.first)}, {"y", rounded(point.second)}, {"text", rule.text}});
      }
      ordered_json out = layer(kLine,
                               {{"type", "line"},
                                {"color", rule.strong ? "#555" : "#888"},
                                {"strokeWidth", rule.strong ? 2 : 1.2},
                                {"strokeDash", rule.strong ? ordered_json{1, 0} : ordered_json{4, 3}},
                                {"tooltip", rule.text}});
      out.erase("transform");
      out["encoding"].erase("yOffset");
      out["encoding"].erase("xOffset");
      out["data"] = {{"values", values}};
      all_.push_back(std::move(out));
    }
  }

  const Chart& chart_;
  const Rows& rows_;
  Looks looks_;
  std::string zoom_;
  ordered_json all_ = ordered_json::array();
};

/// A chart of a size in a page: its layers with their data.
ordered_json layered(const Chart& chart, double width, double height, const std::string& zoom) {
  const Rows rows(chart, width, height);
  return {{"width", width},
          {"height", height},
          {"data", {{"values", rows.values()}}},
          {"layer", Layers(chart, rows, zoom).all()}};
}

ordered_json with_schema(const ordered_json& spec) {
  ordered_json out = {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"}};
  out.update(spec);
  return out;
}

}  // namespace

ordered_json vega_lite(const Chart& chart) {
  constexpr double kRowHeight = 34;
  const double height =
      horizontal(chart) ? kRowHeight * static_cast<double>(chart.y.categories.size()) + 20 : kHeight;
  return with_schema(layered(chart, kViewWidth, height, "zoom"));
}

ordered_json vega_lite(const ChartGrid& grid) {
  ordered_json panels = ordered_json::array();
  for (std::size_t i = 0; i < grid.panels.size(); ++i) {
    ordered_json panel = layered(grid.panels[i], kSmall, kSmall, fmt::format("zoom{}", i));
    panel["title"] = {
        {"text", grid.panels[i].title}, {"subtitle", grid.panels[i].subtitle}, {"anchor", "start"}};
    panels.push_back(std::move(panel));
  }
  return with_schema({{"concat", panels}, {"columns", grid.columns}});
}

}  // namespace tokroof::plot
