#include "answers/plot/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "judge/score/evaluation.hpp"

namespace tokroof::plot {
namespace {

using nlohmann::json;

constexpr std::size_t kClasses = 6, kColumns = 4;

Axis percent(const char* label) {
  return {.label = label, .unit = "%", .ticks = {0, 25, 50, 75, 100}, .low = 0, .high = 100};
}

/// Around the diagonal: where shares of n independent devices lie nine times in ten if intervals are right.
Series chance(double devices) {
  constexpr double kNinety = 1.645, kSteps = 20;
  Series s{.name = "chance (90 %)", .drawn = Drawn::names, .interval = Interval::band, .style = 4};
  for (double i = 0; i <= kSteps; ++i) {
    const double p = i / kSteps, off = kNinety * std::sqrt(p * (1 - p) / std::max(devices, 1.0));
    s.data.push_back({.x = 100 * p,
                      .y = 100 * p,
                      .low = 100 * std::clamp(p - off, 0.0, 1.0),
                      .high = 100 * std::clamp(p + off, 0.0, 1.0)});
  }
  return s;
}

Series shares(const json& entry, const char* key, const char* name, int style) {
  Series s{.name = name, .drawn = Drawn::line_and_points, .style = style};
  s.data.push_back({.x = 0, .y = 0});
  for (const double level : judge::kLevels) {
    const double inside = entry[key][fmt::format("{}", level)].get<double>();
    s.data.push_back({.x = 100 * level,
                      .y = 100 * inside,
                      .fields = {{"level of the interval", fmt::format("{:.3g} %", 100 * level)},
                                 {"figures inside", fmt::format("{:.1f} %", 100 * inside)}}});
  }
  return s;
}

Chart panel(const json& by_class, const std::string& name) {
  const json& entry = by_class[name];
  Chart chart;
  chart.title = name;
  chart.subtitle =
      fmt::format("{} cells, {} devices", entry["cells"].get<int>(), entry["devices"].get<int>());
  chart.x = percent("level of the interval");
  chart.y = percent("figures inside");
  chart.series = {chance(entry["devices"].get<double>()),
                  shares(entry, "coverage", "cells", 0),
                  shares(entry, "device_coverage", "devices, each once", 1)};
  chart.rules.push_back({.through = {{0, 0}, {100, 100}}});
  return chart;
}

/// The classes of the most cells, largest first.
std::vector<std::string> largest_classes(const json& by_class) {
  std::vector<std::string> out;
  for (const auto& item : by_class.items()) {
    if (!item.key().starts_with("all ") && !item.key().starts_with("prefill")) {
      out.push_back(item.key());
    }
  }
  std::stable_sort(out.begin(), out.end(), [&](const std::string& a, const std::string& b) {
    return by_class[a]["cells"].get<int>() > by_class[b]["cells"].get<int>();
  });
  out.resize(std::min(out.size(), kClasses));
  return out;
}

}  // namespace

ChartGrid calibration(const json& by_class) {
  ChartGrid grid;
  grid.title = "Do intervals hold what they promise?";
  grid.subtitle =
      "Share of published figures inside the central interval of each level; every device predicted by a fit "
      "that has not "
      "seen it. Above the diagonal intervals are too wide, below too narrow.";
  grid.source = "tokroof evaluate --summary; a cell is a device with a model and a set-up, and counts once";
  grid.columns = kColumns;
  std::vector<std::string> names{"all decode", "all prefill"};
  for (const std::string& name : largest_classes(by_class)) {
    names.push_back(name);
  }
  for (const std::string& name : names) {
    grid.panels.push_back(panel(by_class, name));
  }
  return grid;
}

}  // namespace tokroof::plot
