#include "answers/plot/step_parts.hpp"
#include "catalog/number.hpp"
#include "model/names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tokroof::plot {
namespace {

/// Names of the parts in words.
std::string words(const std::string& part) {
  if (part == "kv") return "KV cache";
  if (part == "state") return "recurrent state";
  if (part == "launch") return "launches";
  if (part == "fixed") return "scheduling, sampling";
  if (part == "eager") return "eager launches";
  return part;
}

Series& series_of(Chart& chart, const std::string& name) {
  const auto found =
      std::find_if(chart.series.begin(), chart.series.end(), [&](const Series& s) { return s.name == name; });
  if (found != chart.series.end()) {
    return *found;
  }
  chart.series.push_back({.name = name, .drawn = Drawn::bars});
  return chart.series.back();
}

/// Parts too short to be seen would only fill the legend.
bool visible(const std::vector<StepSetup>& setups, const std::string& part) {
  constexpr double kLeast = 0.002;  // of a step
  return model::any_of(setups, [&](const StepSetup& setup) {
    const auto& parts = setup.prediction->parts;
    return model::any_of(parts, [&](const predict::StepPart& p) {
      return p.name == part && p.seconds_s >= kLeast * setup.prediction->step_s;
    });
  });
}

}  // namespace

Chart step_parts(const std::vector<StepSetup>& setups) {
  constexpr double kMs = 1e3;
  Chart chart;
  chart.stacked = true;
  chart.x = {.label = "time of a decode step", .unit = "ms"};
  chart.y = {.label = "", .scale = Scale::category};
  Series totals{.name = "", .drawn = Drawn::names};
  double longest = 0;
  for (std::size_t i = 0; i < setups.size(); ++i) {
    const predict::Prediction& p = *setups[i].prediction;
    const auto place = static_cast<double>(i);
    chart.y.categories.push_back(setups[i].name);
    for (const predict::StepPart& part : p.parts) {
      if (part.seconds_s > 0 && visible(setups, part.name)) {
        series_of(chart, words(part.name))
            .data.push_back(
                {.x = part.seconds_s * kMs,
                 .y = place,
                 .fields = {{"set-up", setups[i].name},
                            {"time", fmt::format("{:.4g} ms", part.seconds_s * kMs)},
                            {"share", fmt::format("{:.3g} %", 100 * part.seconds_s / p.step_s)}}});
      }
    }
    totals.data.push_back(
        {.x = p.step_s * kMs,
         .y = place,
         .name = fmt::format(
             "{} ms: {} tok/s", catalog::significant(p.step_s * kMs), catalog::significant(p.decode.tps()))});
    longest = std::max(longest, p.step_s * kMs);
  }
  constexpr double kRoomForTotals = 1.36;
  chart.x.high = kRoomForTotals * longest;
  chart.series.push_back(std::move(totals));
  return chart;
}

}  // namespace tokroof::plot
