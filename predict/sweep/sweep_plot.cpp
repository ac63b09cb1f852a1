#include "predict/sweep/sweep_plot.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "predict/plot/curve.hpp"

namespace tokroof {
namespace {

constexpr std::size_t kMostRows = 20000;

/// What an axis is called in a plot, and its unit.
std::pair<std::string, std::string> label(const ScenarioOption& option) {
  struct Name {
    std::string_view key, label, unit;
  };
  constexpr Name kNames[] = {{"n_depth", "tokens in the cache", ""},
                             {"n_prompt", "prompt", "tokens"},
                             {"n_gen", "answer", "tokens"},
                             {"concurrency", "parallel streams", ""},
                             {"n_devices", "devices", ""},
                             {"replicas", "copies of the model", ""},
                             {"power_limit_w", "power limit of a device", "W"},
                             {"n_gpu_layers", "layers on the device", ""},
                             {"n_cpu_moe", "layers with their experts on the host", ""},
                             {"threads", "threads", ""},
                             {"device", "device", ""},
                             {"model", "model", ""},
                             {"quant", "storage type", ""},
                             {"link", "link", ""}};
  for (const Name& name : kNames) {
    if (name.key == option.key) {
      return {std::string(name.label), std::string(name.unit)};
    }
  }
  return {std::string(option.key), ""};
}

/// One value, as it stands in a legend: names alone, numbers with what they are.
std::string named(const Axis& axis, std::uint64_t place) {
  const ScenarioOption& option = axis.option();
  const bool name = option.kind == ScenarioOption::Kind::text;
  return name ? axis.text(place) : fmt::format("{} {}", option.key, axis.text(place));
}

}  // namespace

SweepPlot::SweepPlot(const Product& product, const std::string& x) : product_(product) {
  const std::vector<Axis>& axes = product.axes;
  if (axes.empty()) {
    throw InputError("usage", "nothing varies: a plot needs an option with several values", "-o");
  }
  auto found = std::find_if(axes.begin(), axes.end(), [&](const Axis& axis) {
    return x.empty() ? axis.option().is_number() : &axis.option() == &scenario_option(x);
  });
  if (found == axes.end() && !x.empty()) {
    throw InputError("usage", fmt::format("'{}' has one value here", x), "--x");
  }
  x_ = found == axes.end() ? 0 : static_cast<std::size_t>(found - axes.begin());
}

void SweepPlot::add(std::uint64_t number, const SweepPoint& point) {
  if (rows_.size() == kMostRows) {
    throw InputError("usage", fmt::format("a plot shows {} rows at most: fewer values", kMostRows), "-o");
  }
  rows_.push_back({number, point});
}

std::string SweepPlot::series(const std::vector<std::uint64_t>& places) const {
  std::string out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i != x_) {
      out += (out.empty() ? "" : ", ") + named(product_.axes[i], places[i]);
    }
  }
  return out;
}

plot::Chart SweepPlot::chart(double level, const std::string& source) const {
  const Axis& axis = product_.axes[x_];
  std::vector<plot::CurveRow> rows;
  for (const Row& row : rows_) {
    if (!(row.point.tps > 0)) {
      continue;
    }
    const std::vector<std::uint64_t> places = product_.places(row.number);
    plot::CurveRow out;
    if (axis.option().is_number()) {
      out.x = axis.number(places[x_]);
    } else {
      out.category = axis.text(places[x_]);
    }
    out.series = series(places);
    out.tps = row.point.tps;
    out.low_tps = row.point.low_tps;
    out.high_tps = row.point.high_tps;
    out.fields.push_back({"bound by", std::string(row.point.bound_by)});
    rows.push_back(std::move(out));
  }
  if (rows.empty()) {
    throw InputError(
        "usage", "no combination has a rate: " + (rows_.empty() ? "" : rows_.front().point.reason), "-o");
  }
  plot::CurveQuestion question;
  question.source = source;
  question.level = level;
  std::tie(question.x_label, question.x_unit) = label(axis.option());
  question.title = (axis.option().is_number() ? "Decode rate over " : "Decode rate by ") + question.x_label;
  for (const auto& [key, text] : {std::pair{"model", product_.base.question.run.model},
                                  std::pair{"quant", product_.base.question.run.quant},
                                  std::pair{"device", product_.base.question.run.device}}) {
    if (!text.empty()) {
      question.subtitle += (question.subtitle.empty() ? "" : ", ") + text;
    }
  }
  return plot::curve(question, rows);
}

}  // namespace tokroof
