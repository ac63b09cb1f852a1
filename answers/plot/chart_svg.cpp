#include "answers/plot/chart_svg.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "answers/plot/panel.hpp"
#include "answers/plot/svg_style.hpp"
#include "answers/plot/text_width.hpp"

namespace tokroof::plot {
namespace {

constexpr double kWidth = 820, kEdge = 16;
constexpr double kTitlePx = 17, kSubtitlePx = 13, kSourcePx = 11;
constexpr double kSample = 30, kLegendRow = 20, kLegendGap = 22;

/// What stands above and below the panels.
struct Texts {
  std::vector<std::string> title, subtitle, source;

  Texts(const std::string& title_text, const std::string& subtitle_text, const std::string& source_text)
      : title(wrapped(title_text, kTitlePx * 1.1, kWidth - 2 * kEdge)),
        subtitle(wrapped(subtitle_text, kSubtitlePx, kWidth - 2 * kEdge)),
        source(wrapped(source_text, kSourcePx, kWidth - 2 * kEdge)) {}

  [[nodiscard]] double head_height() const {
    return 10 + 22 * static_cast<double>(title.size()) + 18 * static_cast<double>(subtitle.size());
  }
  [[nodiscard]] double foot_height() const { return 15 * static_cast<double>(source.size()) + 10; }

  void draw(Svg& svg, double source_top) const {
    double y = 6;
    for (const std::string& line : title) {
      svg.text("title", {kEdge, y += 22}, line);
    }
    for (const std::string& line : subtitle) {
      svg.text("subtitle", {kEdge, y += 18}, line);
    }
    y = source_top;
    for (const std::string& line : source) {
      svg.text("source", {kEdge, y += 15}, line);
    }
  }
};

/// The named series in rows.
struct Legend {
  struct Entry {
    const Series* series;
    Style style;
    double left;
    std::size_t row;
  };
  std::vector<Entry> entries;
  std::size_t rows = 0;
  bool cloud = false;

  explicit Legend(const Chart& chart) : cloud(is_cloud(chart)) {
    double left = kEdge;
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
      const Series& s = chart.series[i];
      if (s.name.empty()) {
        continue;
      }
      const double width = kSample + 6 + text_width(s.name, 12) + kLegendGap;
      if (rows == 0 || left + width - kLegendGap > kWidth - kEdge) {
        ++rows;
        left = kEdge;
      }
      entries.push_back({&s, style_of(s.style < 0 ? i : static_cast<std::size_t>(s.style)), left, rows - 1});
      left += width;
    }
  }

  [[nodiscard]] double height() const { return rows == 0 ? 0 : kLegendRow * static_cast<double>(rows) + 6; }

  void draw(Svg& svg, double top) const {
    for (const Entry& e : entries) {
      const double y = top + kLegendRow * (static_cast<double>(e.row) + 0.5);
      draw_sample(svg, *e.series, e.style, cloud, {e.left, y}, kSample);
      svg.text("key", {e.left + kSample + 6, y + 4}, e.series->name);
    }
  }
};

double widest(const std::vector<Tick>& all) {
  double out = 0;
  for (const Tick& tick : all) {
    out = std::max(out, text_width(tick.text, kTickTextPx));
  }
  return out;
}

/// Height of the panel of a chart: rows of categories as high as they need, else as usual.
double panel_height(const Chart& chart) {
  if (!horizontal(chart)) {
    return 340;
  }
  const auto side_by_side =
      static_cast<double>(chart.stacked ? 1 : std::max<std::size_t>(1, chart.series.size()));
  return static_cast<double>(chart.y.categories.size()) *
             std::max(chart.stacked ? 34.0 : 24.0, 16 * side_by_side) +
         10;
}

/// Room below a panel for the texts of x.
double x_texts_height(const Panel& panel) {
  constexpr double kSine = 0.574;  // of the angle of turned texts
  return turned_texts(panel) ? 20 + kSine * widest(ticks(panel.chart.x, panel.ranges.x, 2)) : 24;
}

std::string description(const std::string& subtitle, const Chart& chart) {
  std::string out = subtitle.empty() ? "" : subtitle + " ";
  out += fmt::format("Across: {}. Up: {}.", chart.x.title(), chart.y.title());
  for (const Series& s : chart.series) {
    out += s.name.empty() ? "" : fmt::format(" {}: {}.", s.name, s.data.size());
  }
  return out;
}

void draw_panel(Svg& svg, const Panel& panel, bool x_texts, bool y_texts) {
  draw_axes(svg, panel, x_texts, y_texts);
  draw_rules(svg, panel);
  draw_series(svg, panel);
}

Range united(const Range& a, const Range& b) {
  return {a.scale, std::min(a.low, b.low), std::max(a.high, b.high)};
}

}  // namespace

std::string chart_svg(const Chart& chart) {
  const Ranges both = ranges(chart);
  const Texts texts(chart.title, chart.subtitle, chart.source);
  const Legend legend(chart);
  const double y_title = chart.y.label.empty() ? 8 : 26;
  const double top = texts.head_height() + legend.height() + y_title;
  const double left = kEdge + 12 + std::max(20.0, widest(ticks(chart.y, both.y, 7)));
  const double bottom = top + panel_height(chart);
  const Panel panel{chart, both, {left, top, kWidth - kEdge - 12, bottom}};
  const double x_title = bottom + x_texts_height(panel) + (chart.x.label.empty() ? 0 : 16);
  const double height = x_title + 6 + texts.foot_height();
  Svg svg(kWidth, height, chart.title, description(chart.subtitle, chart), svg_style(), svg_hatchings());
  svg.rectangle("paper", {0, 0}, kWidth, height);
  legend.draw(svg, texts.head_height() + 2);
  svg.text("axistitle", {kEdge, top - 12}, chart.y.title());
  svg.text("axistitle center", {(left + kWidth - kEdge - 12) / 2, x_title}, chart.x.title());
  draw_panel(svg, panel, true, true);
  const std::size_t left_out = draw_annotations(svg, panel);
  texts.draw(svg, x_title + 6);
  if (left_out > 0) {
    svg.text("source right",
             {kWidth - kEdge, x_title},
             fmt::format("{} names without room are left out", left_out));
  }
  return svg.str();
}

std::string chart_svg(const ChartGrid& grid) {
  const Texts texts(grid.title, grid.subtitle, grid.source);
  Ranges all = ranges(grid.panels.front());
  for (const Chart& chart : grid.panels) {
    const Ranges own = ranges(chart);
    all = {united(all.x, own.x), united(all.y, own.y)};
  }
  const Chart& first = grid.panels.front();
  const Legend legend(first);
  constexpr double kGap = 28, kHead = 42;
  const auto columns = static_cast<double>(grid.columns);
  const double left = kEdge + 12 + std::max(20.0, widest(ticks(first.y, all.y, 4)));
  const double size = (kWidth - kEdge - 12 - left - (columns - 1) * kGap) / columns;
  const double top = texts.head_height() + legend.height() + 22;
  const std::size_t rows = (grid.panels.size() + grid.columns - 1) / grid.columns;
  const double x_title = top + static_cast<double>(rows) * (size + kHead) + 40;
  const double height = x_title + 6 + texts.foot_height();
  Svg svg(kWidth, height, grid.title, description(grid.subtitle, first), svg_style(), svg_hatchings());
  svg.rectangle("paper", {0, 0}, kWidth, height);
  legend.draw(svg, texts.head_height() + 2);
  svg.text("axistitle", {kEdge, top + 4}, first.y.title());
  svg.text("axistitle center", {(left + kWidth - kEdge) / 2, x_title}, first.x.title());
  for (std::size_t i = 0; i < grid.panels.size(); ++i) {
    const std::size_t column = i % grid.columns, row = i / grid.columns;
    const double x = left + static_cast<double>(column) * (size + kGap);
    const double y = top + static_cast<double>(row) * (size + kHead) + kHead;
    const Panel panel{grid.panels[i], all, {x, y, x + size, y + size}, 0.7};
    svg.text("panelname", {x, y - 20}, grid.panels[i].title);
    svg.text("source", {x, y - 6}, grid.panels[i].subtitle);
    draw_panel(svg, panel, i + grid.columns >= grid.panels.size(), column == 0);
    draw_annotations(svg, panel);
  }
  texts.draw(svg, x_title + 6);
  return svg.str();
}

}  // namespace tokroof::plot
