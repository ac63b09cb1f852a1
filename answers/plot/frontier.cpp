#include "answers/plot/frontier.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "answers/plot/setup_text.hpp"
#include "catalog/input_error.hpp"
#include "model/names.hpp"

namespace tokroof::plot {
namespace {

Datum datum(const FrontierRow& row, const Axis& cost) {
  Datum d{.x = row.cost, .y = row.tps, .low = row.low_tps, .high = row.high_tps, .name = row.name};
  d.fields = row.fields;
  d.fields.push_back({cost.label, fmt::format("{:.4g} {}", row.cost, cost.unit)});
  d.fields.push_back({"predicted", rate_text(row.tps, row.low_tps, row.high_tps)});
  return d;
}

Axis cost_axis(whatif::RankBy by) {
  if (by == whatif::RankBy::tps_per_w) {
    return {.label = "power at the wall", .unit = "W", .scale = Scale::log};
  }
  const bool per_token = by == whatif::RankBy::usd_per_million_tokens;
  return {.label = per_token ? "cost of a million tokens" : "price", .unit = "USD", .scale = Scale::log};
}

double cost_of(whatif::RankBy by, const predict::Economics& e) {
  return by == whatif::RankBy::tps_per_w                ? e.power.system_w
         : by == whatif::RankBy::usd_per_million_tokens ? e.usd_per_million_tokens
                                                        : e.prices.purchase_usd;
}

}  // namespace

std::vector<std::size_t> efficient(const std::vector<FrontierRow>& rows) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rows[a].cost != rows[b].cost ? rows[a].cost < rows[b].cost : rows[a].tps > rows[b].tps;
  });
  std::vector<std::size_t> out;
  for (const std::size_t i : order) {
    if (out.empty() || rows[i].tps > rows[out.back()].tps) {
      out.push_back(i);
    }
  }
  return out;
}

Chart frontier(const FrontierQuestion& question, const std::vector<FrontierRow>& rows) {
  Chart chart;
  chart.title = question.title;
  chart.subtitle = question.subtitle;
  chart.source = question.source;
  chart.x = question.cost;
  chart.y = {.label = question.rate, .unit = "tok/s", .scale = Scale::log};
  const std::vector<std::size_t> chosen = efficient(rows);
  Series others{.name = "other machines", .style = 0, .names_near_only = true};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!model::holds(chosen, i)) {
      others.data.push_back(datum(rows[i], question.cost));
    }
  }
  // What so much buys at most: level until the next better one.
  Series stairs{.name = "", .drawn = Drawn::line, .style = 1};
  Series best{.name = "nothing is faster for less", .interval = Interval::error_bars, .style = 1};
  for (const std::size_t i : chosen) {
    if (!stairs.data.empty()) {
      stairs.data.push_back({.x = rows[i].cost, .y = stairs.data.back().y});
    }
    stairs.data.push_back({.x = rows[i].cost, .y = rows[i].tps});
    best.data.push_back(datum(rows[i], question.cost));
  }
  chart.series.push_back(std::move(others));
  chart.series.push_back(std::move(stairs));
  chart.series.push_back(std::move(best));
  if (chart.series.front().data.empty()) {
    chart.series.erase(chart.series.begin());
  }
  return chart;
}

Chart frontier(const whatif::Ranking& ranking,
               const whatif::RankQuestion& question,
               const std::string& source) {
  FrontierQuestion plot{.title = "", .subtitle = "", .source = source, .cost = cost_axis(question.by)};
  std::vector<FrontierRow> rows;
  std::size_t unknown = 0;
  for (const whatif::RankedRow& row : ranking.rows) {
    const double cost = cost_of(question.by, row.economics);
    if (!(cost > 0) || !std::isfinite(cost)) {
      ++unknown;
      continue;
    }
    const auto ends = row.prediction.decode.published(question.answer.level);
    rows.push_back({row.candidate.name,
                    cost,
                    row.prediction.decode.tps(),
                    ends.first,
                    ends.second,
                    {{"rank", std::to_string(row.rank)}, {"bound by", row.prediction.bound_by}}});
  }
  if (rows.empty()) {
    throw catalog::InputError(
        "usage", "no machine of the ranking has a known " + plot.cost.label + " to plot", "-o");
  }
  const model::Scenario& s = ranking.rows.front().prediction.scenario;
  plot.title = fmt::format("{} {}: rate against {}", s.model->slug, s.quant, plot.cost.label);
  plot.subtitle =
      fmt::format("Predicted for {}, with {:.3g} % intervals on the frontier; {} machines{}.",
                  workload_text(s),
                  100 * question.answer.level,
                  rows.size(),
                  unknown > 0 ? fmt::format(", {} more without a known {}", unknown, plot.cost.label) : "");
  return frontier(plot, rows);
}

}  // namespace tokroof::plot
