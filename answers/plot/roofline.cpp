#include "answers/plot/roofline.hpp"

#include <fmt/format.h>

#include "answers/plot/setup_text.hpp"

namespace tokroof::plot {
namespace {

constexpr double kGB = 1e9;

Datum datum(const RooflineRow& row, const char* what) {
  Datum d{.x = row.bytes_per_token / kGB,
          .y = row.tps,
          .low = row.low_tps,
          .high = row.high_tps,
          .name = row.name};
  d.fields = row.fields;
  d.fields.push_back({"read a token", fmt::format("{:.3g} GB", row.bytes_per_token / kGB)});
  d.fields.push_back({what, rate_text(row.tps, row.low_tps, row.high_tps)});
  return d;
}

/// rate = bandwidth/bytes, from one end of the paper to the other.
Rule slope(double bytes_per_s, const std::string& text, bool strong) {
  constexpr double kFar = 1e6;  // GB, beyond every axis
  return {.through = {{1 / kFar, bytes_per_s / kGB * kFar}, {kFar, bytes_per_s / kGB / kFar}},
          .text = fmt::format("{}, {:.4g} GB/s", text, bytes_per_s / kGB),
          .strong = strong};
}

void add(Chart& chart,
         const char* name,
         const char* what,
         Interval interval,
         int style,
         const std::vector<RooflineRow>& rows) {
  if (rows.empty()) {
    return;
  }
  Series s{.name = name, .interval = interval, .style = style};
  for (const RooflineRow& row : rows) {
    s.data.push_back(datum(row, what));
  }
  chart.series.push_back(std::move(s));
}

}  // namespace

Chart roofline(const RooflineQuestion& q) {
  Chart chart;
  chart.title = q.title;
  chart.subtitle = q.subtitle;
  chart.source = q.source;
  chart.x = {.label = "bytes that one device reads for a token", .unit = "GB", .scale = Scale::log};
  chart.y = {.label = "decode rate of a stream", .unit = "tok/s", .scale = Scale::log};
  chart.rules.push_back(slope(q.bandwidth_bytes_per_s, "specified memory bandwidth", true));
  if (q.reached_bytes_per_s > 0) {
    chart.rules.push_back(slope(q.reached_bytes_per_s, "reached while weights stream", false));
  }
  add(chart, "measured in public runs", "measured", Interval::none, 4, q.measured);
  if (!q.measured.empty()) {
    chart.series.back().faint = true;
  }
  add(chart, "models, predicted", "predicted", Interval::error_bars, 0, q.models);
  if (q.asked.tps > 0) {
    add(chart, "this set-up, predicted", "predicted", Interval::error_bars, 1, {q.asked});
  }
  return chart;
}

}  // namespace tokroof::plot
