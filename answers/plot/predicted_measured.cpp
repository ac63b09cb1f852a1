#include "answers/plot/predicted_measured.hpp"

#include <fmt/format.h>

#include "answers/plot/setup_text.hpp"
#include "catalog/number.hpp"

namespace tokroof::plot {
namespace {

constexpr std::size_t kIntervalsUpTo = 80;  ///< rows

Datum datum(const ComparedRow& row, double level, bool with_interval) {
  Datum d{.x = row.measured_tps, .y = row.predicted_tps, .name = row.name, .fields = row.fields};
  if (with_interval) {
    d.low = row.low_tps;
    d.high = row.high_tps;
  }
  d.fields.push_back({"measured", catalog::measured_text(row.measured_tps) + " tok/s"});
  d.fields.push_back({fmt::format("predicted ({:.3g} %)", 100 * level),
                      rate_text(row.predicted_tps, row.low_tps, row.high_tps)});
  return d;
}

}  // namespace

Chart predicted_measured(const ComparedQuestion& question, const std::vector<ComparedRow>& rows) {
  Chart chart;
  chart.title = question.title;
  chart.subtitle = question.subtitle;
  chart.source = question.source;
  chart.x = {.label = "measured rate", .unit = "tok/s", .scale = Scale::log};
  chart.y = {.label = "predicted rate", .unit = "tok/s", .scale = Scale::log};
  // The same range on both axes: equality is the diagonal.
  constexpr double kRoom = 1.12;
  for (const ComparedRow& row : rows) {
    for (const double tps : {row.measured_tps, row.predicted_tps}) {
      chart.x.low = chart.y.low = std::fmin(chart.x.low, tps / kRoom);
      chart.x.high = chart.y.high = std::fmax(chart.x.high, tps * kRoom);
    }
  }
  const bool few = rows.size() <= kIntervalsUpTo;
  for (std::size_t g = 0; g < question.groups.size(); ++g) {
    Series s{.name = "", .interval = Interval::error_bars, .style = static_cast<int>(g)};
    for (const ComparedRow& row : rows) {
      if (row.group == question.groups[g]) {
        s.data.push_back(datum(row, question.level, few || !row.name.empty()));
      }
    }
    if (!s.data.empty()) {
      s.name = fmt::format("{} ({})", question.groups[g], s.data.size());
      chart.series.push_back(std::move(s));
    }
  }
  constexpr double kFar = 1e12;  // beyond every axis
  chart.rules.push_back({.through = {{1 / kFar, 1 / kFar}, {kFar, kFar}}, .text = "predicted = measured"});
  return chart;
}

}  // namespace tokroof::plot
