#include "answers/plot/curve.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "answers/plot/axis.hpp"
#include "answers/plot/setup_text.hpp"
#include "catalog/input_error.hpp"

namespace tokroof::plot {
namespace {

/// Places of names in the order in which they come.
std::size_t place_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) {
    return static_cast<std::size_t>(found - names.begin());
  }
  names.push_back(name);
  return names.size() - 1;
}

std::vector<double> distinct_x(const std::vector<CurveRow>& rows) {
  std::vector<double> out;
  out.reserve(rows.size());
  for (const CurveRow& row : rows) {
    out.push_back(row.x);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// An axis of numbers. Few of them, well apart, are its ticks: powers of two, numbers of cards.
Axis number_axis(const CurveQuestion& q, const std::vector<CurveRow>& rows) {
  constexpr double kWide = 8, kTickApart = 0.05;
  constexpr std::size_t kFew = 12;
  const std::vector<double> x = distinct_x(rows);
  Axis axis{.label = q.x_label, .unit = q.x_unit};
  axis.scale = x.front() > 0 && x.back() >= kWide * x.front() ? Scale::log : Scale::linear;
  const auto position = [&](double value) { return axis.scale == Scale::log ? std::log(value) : value; };
  const double apart = kTickApart * (position(x.back()) - position(x.front()));
  bool clear = x.size() > 1 && x.size() <= kFew;
  for (std::size_t i = 1; i < x.size(); ++i) {
    clear = clear && position(x[i]) - position(x[i - 1]) > apart;
  }
  if (clear) {
    axis.ticks = x;
  }
  return axis;
}

/// Builds the series of a curve: those of predictions first, each series' measurements in its color.
class Curves {
 public:
  Curves(Chart& chart, const CurveQuestion& question) : chart_(chart), question_(question) {}

  void add(const CurveRow& row, bool is_measured) {
    Datum d{.x = row.x, .y = row.tps, .low = row.low_tps, .high = row.high_tps, .fields = row.fields};
    if (horizontal(chart_)) {
      d.y = static_cast<double>(place_of(chart_.y.categories, row.category));
      d.x = row.tps;
      d.fields.insert(d.fields.begin(), {question_.x_label, row.category});
    } else {
      d.fields.insert(d.fields.begin(), {chart_.x.title(), number_text(row.x)});
    }
    d.fields.push_back(
        {is_measured ? "measured" : "predicted", rate_text(row.tps, row.low_tps, row.high_tps)});
    series_of(row.series, is_measured).data.push_back(std::move(d));
  }

  void sort_lines() {
    for (Series& s : chart_.series) {
      if (s.drawn == Drawn::line_and_points) {
        std::stable_sort(
            s.data.begin(), s.data.end(), [](const Datum& a, const Datum& b) { return a.x < b.x; });
      }
    }
  }

 private:
  Series& series_of(const std::string& name, bool is_measured) {
    const std::size_t place = place_of(names_, name);
    constexpr int kSameColorOtherMarker = 32;  // answers/plot/style.hpp
    const int style = static_cast<int>(place) + (is_measured ? kSameColorOtherMarker : 0);
    const auto found = std::find_if(
        chart_.series.begin(), chart_.series.end(), [&](const Series& s) { return s.style == style; });
    if (found != chart_.series.end()) {
      return *found;
    }
    if (place >= kMostCurves) {
      throw catalog::InputError(
          "usage",
          fmt::format("more than {} lines in one plot cannot be told apart: give fewer values", kMostCurves));
    }
    const bool across = horizontal(chart_);
    const std::string interval = fmt::format("predicted, with {:.3g} % interval", 100 * question_.level);
    Series s;
    s.name =
        !is_measured ? (name.empty() ? interval : name) : (name.empty() ? "measured" : name + ", measured");
    s.drawn = across || is_measured ? Drawn::points : Drawn::line_and_points;
    s.interval = across || is_measured ? Interval::error_bars : Interval::band;
    s.style = style;
    chart_.series.push_back(std::move(s));
    return chart_.series.back();
  }

  Chart& chart_;
  const CurveQuestion& question_;
  std::vector<std::string> names_;
};

}  // namespace

Chart curve(const CurveQuestion& question,
            const std::vector<CurveRow>& predicted,
            const std::vector<CurveRow>& measured) {
  if (predicted.empty()) {
    throw catalog::InputError("usage", "there is nothing to plot");
  }
  Chart chart;
  chart.title = question.title;
  chart.subtitle = question.subtitle;
  chart.source = question.source;
  const Axis rate{.label = question.y_label, .unit = question.y_unit};
  if (std::isfinite(predicted.front().x)) {
    chart.x = number_axis(question, predicted);
    chart.y = rate;
    chart.y.low = 0;
  } else {
    chart.x = rate;
    chart.x.low = 0;
    chart.y = {.label = question.x_label, .unit = question.x_unit, .scale = Scale::category};
  }
  Curves curves(chart, question);
  for (const CurveRow& row : predicted) {
    curves.add(row, false);
  }
  for (const CurveRow& row : measured) {
    curves.add(row, true);
  }
  curves.sort_lines();
  return chart;
}

}  // namespace tokroof::plot
