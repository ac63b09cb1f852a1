#include "predict/accuracy/calibration_plot.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "predict/evaluation.hpp"
#include "predict/plot/svg.hpp"

namespace tokroof {
namespace {

using nlohmann::json;
using plot::Svg;

// Lines differ by dashes and marks, so the plot reads in grey; the hues are those of Okabe and Ito for the colour-blind.
constexpr const char* kStyle =
    "text{font:12px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#222}\n"
    ".paper{fill:#fff}.frame{fill:none;stroke:#999}.grid{stroke:#e4e4e4}.band{fill:#ececec}\n"
    ".ideal{stroke:#777;stroke-width:1.2}.leader{stroke:#777;stroke-width:.8}\n"
    ".tick{font-size:11px;fill:#555}.right{text-anchor:end}.center{text-anchor:middle}\n"
    ".name{font-weight:600}.small{font-size:11px;fill:#555}.aside{font-size:11px;font-style:italic;fill:#777}"
    "\n"
    ".first{fill:none;stroke:#0072b2;stroke-width:2.2}.second{fill:none;stroke:#b34700;stroke-width:1.8;"
    "stroke-dasharray:6 3}\n"
    ".firstmark{fill:#0072b2}.secondmark{fill:#fff;stroke:#b34700;stroke-width:1.5}\n";

constexpr double kTop = 48, kLarge = 300, kSmall = 108, kLeft = 64, kColumns = 424, kGap = 26;
constexpr double kWidth = 820, kHeight = 404;

/// A square with both axes from 0 to 1.
struct Panel {
  double left = 0, top = 0, size = 0;
  [[nodiscard]] Svg::Point at(double x, double y) const { return {left + x * size, top + (1 - y) * size}; }
};

/// Around the diagonal: where shares of n independent devices lie nine times in ten if intervals are right.
std::vector<Svg::Point> band(const Panel& panel, double devices) {
  constexpr double kNinety = 1.645;
  std::vector<Svg::Point> out;
  const auto edge = [&](double p, double sign) {
    const double y = p + sign * kNinety * std::sqrt(p * (1 - p) / devices);
    out.push_back(panel.at(p, std::clamp(y, 0.0, 1.0)));
  };
  for (int i = 0; i <= 20; ++i) {
    edge(i / 20.0, 1);
  }
  for (int i = 20; i >= 0; --i) {
    edge(i / 20.0, -1);
  }
  return out;
}

void axes(Svg& svg, const Panel& panel, int steps, bool x_labels, bool y_labels, double devices) {
  svg.polygon("band", band(panel, std::max(devices, 1.0)));
  for (int i = 0; i <= steps; ++i) {
    const double x = static_cast<double>(i) / steps;
    if (i > 0 && i < steps) {
      svg.line("grid", panel.at(x, 0), panel.at(x, 1));
      svg.line("grid", panel.at(0, x), panel.at(1, x));
    }
    const std::string percent = fmt::format("{:.0f}", 100 * x);
    if (x_labels) {
      svg.text("tick center", {panel.at(x, 0).first, panel.at(x, 0).second + 15}, percent);
    }
    if (y_labels) {
      svg.text("tick right", {panel.left - 6, panel.at(0, x).second + 4}, percent);
    }
  }
  svg.line("ideal", panel.at(0, 0), panel.at(1, 1));
  svg.rectangle("frame", {panel.left, panel.top}, panel.size, panel.size);
}

double share(const json& entry, const char* key, double level) {
  return entry[key][fmt::format("{}", level)].get<double>();
}

void curve(
    Svg& svg, const Panel& panel, const json& entry, const char* key, const std::string& style, double mark) {
  std::vector<Svg::Point> points{panel.at(0, 0)};
  for (const double level : kLevels) {
    points.push_back(panel.at(level, share(entry, key, level)));
  }
  svg.polyline(style, points);
  for (std::size_t i = 1; i < points.size(); ++i) {
    svg.circle(style + "mark", points[i], mark);
  }
}

/// Where two curves lie furthest apart, clear of the corners: there their names stand.
double widest_gap(const json& a, const json& b) {
  const auto gap = [&](double level) {
    return std::fabs(share(a, "coverage", level) - share(b, "coverage", level));
  };
  return *std::max_element(
      kLevels.begin() + 2, kLevels.begin() + 7, [&](double x, double y) { return gap(x) < gap(y); });
}

/// A curve's name beside it: the upper curve's to its upper left, the lower one's to its lower right.
void label(
    Svg& svg, const Panel& panel, const json& entry, const std::string& name, double level, bool upper) {
  const Svg::Point at = panel.at(level, share(entry, "coverage", level));
  const double sign = upper ? -1 : 1;
  const Svg::Point end{at.first + sign * 26, at.second + sign * 26};
  svg.line("leader", {at.first + sign * 4, at.second + sign * 4}, end);
  const std::string side = upper ? " right" : "";
  svg.text("name" + side, {end.first + sign * 3, end.second + (upper ? -2 : 8)}, name);
  svg.text("small" + side,
           {end.first + sign * 3, end.second + (upper ? 12 : 22)},
           fmt::format("{} cells", entry["cells"].get<int>()));
}

void overview(Svg& svg, const json& by_class) {
  const Panel panel{kLeft, kTop, kLarge};
  const json& decode = by_class["all decode"];
  const json& prefill = by_class["all prefill"];
  axes(svg, panel, 5, true, true, decode["devices"].get<double>());
  curve(svg, panel, prefill, "coverage", "second", 3);
  curve(svg, panel, decode, "coverage", "first", 3);
  const double level = widest_gap(decode, prefill);
  const bool decode_above = share(decode, "coverage", level) >= share(prefill, "coverage", level);
  label(svg, panel, decode, "decode", level, decode_above);
  label(svg, panel, prefill, "prefill", level, !decode_above);
  svg.text("aside", {panel.left + 10, panel.top + 20}, "intervals too wide");
  svg.text("aside right", {panel.left + kLarge - 10, panel.top + kLarge - 10}, "intervals too narrow");
  svg.text("name", {panel.left, kTop - 12}, "All figures, every device left out of the fit");
}

/// The classes of the most cells, largest first.
std::vector<std::string> largest_classes(const json& by_class, std::size_t count) {
  std::vector<std::string> out;
  for (const auto& [name, entry] : by_class.items()) {
    if (!name.starts_with("all ") && !name.starts_with("prefill")) {
      out.push_back(name);
    }
  }
  std::stable_sort(out.begin(), out.end(), [&](const std::string& a, const std::string& b) {
    return by_class[a]["cells"].get<int>() > by_class[b]["cells"].get<int>();
  });
  out.resize(std::min(out.size(), count));
  return out;
}

void small_panels(Svg& svg, const json& by_class) {
  const std::vector<std::string> classes = largest_classes(by_class, 6);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::size_t column = i % 3, row = i / 3;
    const Panel panel{kColumns + static_cast<double>(column) * (kSmall + kGap),
                      row == 0 ? kTop : kTop + kLarge - kSmall,
                      kSmall};
    const json& entry = by_class[classes[i]];
    axes(svg, panel, 2, row == 1, column == 0, entry["devices"].get<double>());
    curve(svg, panel, entry, "device_coverage", "second", 1.7);
    curve(svg, panel, entry, "coverage", "first", 1.7);
    svg.text("name", {panel.left, panel.top - 20}, classes[i]);
    svg.text("small",
             {panel.left, panel.top - 6},
             fmt::format("{} cells, {} devices", entry["cells"].get<int>(), entry["devices"].get<int>()));
  }
  // The key stands between the rows.
  const double y = kTop + kSmall + 24;
  const auto key = [&](double x, const std::string& style, const char* words) {
    svg.line(style, {x, y}, {x + 30, y});
    svg.circle(style + "mark", {x + 15, y}, 2.5);
    svg.text("small", {x + 36, y + 4}, words);
  };
  key(kColumns, "first", "cells");
  key(kColumns + 84, "second", "devices, each once");
  svg.rectangle("band", {kColumns + 240, y - 6}, 30, 12);
  svg.text("small", {kColumns + 276, y + 4}, "chance (90 %)");
}

}  // namespace

std::string calibration_plot(const json& by_class) {
  Svg svg(
      kWidth,
      kHeight,
      "Calibration of tokroof's intervals",
      "Reliability diagram: share of published figures inside the central interval against the interval's "
      "level, each device predicted by a fit that has not seen it. On the diagonal intervals hold what they "
      "promise.",
      kStyle);
  svg.rectangle("paper", {0, 0}, kWidth, kHeight);
  overview(svg, by_class);
  small_panels(svg, by_class);
  const double bottom = kTop + kLarge + 38;
  svg.text("center", {kLeft + kLarge / 2, bottom}, "level of the interval, %");
  svg.text("center", {kColumns + 1.5 * kSmall + kGap, bottom}, "level of the interval, %");
  svg.text("center", {kLeft - 40, kTop + kLarge / 2}, "figures inside, %", -90);
  return svg.str();
}

}  // namespace tokroof
