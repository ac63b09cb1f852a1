#include "answers/plot/sweep_plot.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "answers/plot/curve.hpp"
#include "answers/plot/frontier.hpp"
#include "answers/plot/step_parts.hpp"
#include "catalog/input_error.hpp"

namespace tokroof::answers {
namespace {

constexpr std::size_t kMostRows = 20000;
constexpr std::size_t kMostBars = 40;

/// What an axis is called in a plot, and its unit.
std::pair<std::string, std::string> label(const predict::ScenarioOption& option) {
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
std::string named(const whatif::Axis& axis, std::uint64_t place) {
  const predict::ScenarioOption& option = axis.option();
  const bool name = option.kind == predict::ScenarioOption::Kind::text;
  return name ? axis.text(place) : fmt::format("{} {}", option.key, axis.text(place));
}

}  // namespace

std::string combination_name(const whatif::Product& product,
                             const std::vector<std::uint64_t>& places,
                             std::size_t left_out) {
  std::string out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i != left_out) {
      out += (out.empty() ? "" : ", ") + named(product.axes[i], places[i]);
    }
  }
  return out;
}

SweepPlot::SweepPlot(const whatif::Product& product, const std::string& x) : product_(product) {
  const std::vector<whatif::Axis>& axes = product.axes;
  if (axes.empty()) {
    throw catalog::InputError("usage", "nothing varies: a plot needs an option with several values", "-o");
  }
  auto found = std::find_if(axes.begin(), axes.end(), [&](const whatif::Axis& axis) {
    return x.empty() ? axis.option().is_number() : &axis.option() == &predict::scenario_option(x);
  });
  if (found == axes.end() && !x.empty()) {
    throw catalog::InputError("usage", fmt::format("'{}' has one value here", x), "--x");
  }
  x_ = found == axes.end() ? 0 : static_cast<std::size_t>(found - axes.begin());
}

void SweepPlot::add(std::uint64_t number, const whatif::SweepPoint& point) {
  if (rows_.size() == kMostRows) {
    throw catalog::InputError(
        "usage", fmt::format("a plot shows {} rows at most: fewer values", kMostRows), "-o");
  }
  rows_.push_back({number, point});
}

/// The models, storage types and devices that are not swept.
std::string SweepPlot::stated_once() const {
  std::string out;
  const catalog::Run& run = product_.base.question.run;
  for (const std::string& text : {run.model, run.quant, run.device}) {
    if (!text.empty()) {
      out += (out.empty() ? "" : ", ") + text;
    }
  }
  return out;
}

plot::Chart SweepPlot::rates(double level, const std::string& source) const {
  const whatif::Axis& axis = product_.axes[x_];
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
    out.series = combination_name(product_, places, x_);
    out.tps = row.point.tps;
    out.low_tps = row.point.low_tps;
    out.high_tps = row.point.high_tps;
    out.fields.push_back({"bound by", std::string(row.point.bound_by)});
    rows.push_back(std::move(out));
  }
  if (rows.empty()) {
    throw catalog::InputError(
        "usage",
        "no combination has a rate" + (rows_.empty() ? "" : ": " + rows_.front().point.reason),
        "-o");
  }
  plot::CurveQuestion question;
  question.source = source;
  question.level = level;
  std::tie(question.x_label, question.x_unit) = label(axis.option());
  question.title = (axis.option().is_number() ? "Decode rate over " : "Decode rate by ") + question.x_label;
  question.subtitle = stated_once();
  return plot::curve(question, rows);
}

plot::Chart SweepPlot::costs(double level, const std::string& source) const {
  std::vector<plot::FrontierRow> rows;
  bool together = false;
  for (const Row& row : rows_) {
    const whatif::SweepPoint& point = row.point;
    if (point.tps > 0 && point.usd_per_million_tokens > 0) {
      together = together || point.aggregate_tps > point.tps;
      rows.push_back({combination_name(product_, product_.places(row.number)),
                      point.usd_per_million_tokens,
                      point.aggregate_tps,  // which share the cost
                      point.aggregate_low_tps,
                      point.aggregate_high_tps,
                      {{"bound by", std::string(point.bound_by)}}});
    }
  }
  if (rows.empty()) {
    throw catalog::InputError("usage", "no combination has a rate and a known cost", "-o");
  }
  plot::FrontierQuestion question;
  question.source = source;
  question.title = "Decode rate against the cost of a million tokens";
  question.rate = together ? "decode rate of all streams" : question.rate;
  question.subtitle =
      fmt::format("{}{}{} of {} set-ups have a rate and a known cost; {:.3g} % intervals on the frontier.",
                  stated_once(),
                  stated_once().empty() ? "" : ": ",
                  rows.size(),
                  rows_.size(),
                  100 * level);
  question.cost = {.label = "cost of a million tokens", .unit = "USD", .scale = plot::Scale::log};
  return plot::frontier(question, rows);
}

plot::Chart parts_of_sweep(const whatif::SweepModel& model,
                           const whatif::Product& product,
                           whatif::RowRange range,
                           const std::string& source) {
  if (range.size() > kMostBars) {
    throw catalog::InputError(
        "usage", fmt::format("a plot shows {} bars at most: fewer values", kMostBars), "-o");
  }
  std::vector<predict::Prediction> predictions;
  std::vector<plot::StepSetup> setups;
  predictions.reserve(range.size());  // the set-ups point into it
  std::string reason;
  for (std::uint64_t row = range.begin; row < range.end; ++row) {
    const std::vector<std::uint64_t> places = product.places(row);
    try {
      const predict::Request request = model.complete(product.asked(places).question);
      predict::PredictionOutcome outcome = predict::predict(model.catalog, model.fitted, request.run);
      if (outcome.prediction) {
        predictions.push_back(*std::move(outcome.prediction));
        setups.push_back({combination_name(product, places), &predictions.back()});
      } else {
        reason = outcome.refusal->message;
      }
    } catch (const catalog::InputError& error) {  // a wrong combination, among right ones
      reason = error.what();
    }
  }
  if (setups.empty()) {
    throw catalog::InputError("usage", "no combination has a rate: " + reason, "-o");
  }
  plot::Chart chart = plot::step_parts(setups);
  chart.title = "Where the time of a decode step goes";
  if (setups.size() < range.size()) {
    chart.subtitle =
        fmt::format("{} more cannot be modelled or do not fit: {}", range.size() - setups.size(), reason);
  }
  chart.source = source;
  return chart;
}

}  // namespace tokroof::answers
