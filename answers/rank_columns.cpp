#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/columns.hpp"
#include "answers/json_number.hpp"
#include "answers/prediction_json.hpp"
#include "answers/prediction_text.hpp"
#include "answers/rank_output.hpp"
#include "catalog/number.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

using whatif::RankedRow;

std::string known_or_dash(double value) { return std::isfinite(value) ? catalog::significant(value) : "-"; }

const char* value_header(whatif::RankBy by) {
  switch (by) {
    case whatif::RankBy::tps: return "";
    case whatif::RankBy::tps_per_usd: return "tok/s per 1000 USD";
    case whatif::RankBy::tps_per_w: return "tok/s per W";
    case whatif::RankBy::usd_per_million_tokens:
    case whatif::RankBy::usd: return "";
    case whatif::RankBy::devices: return "devices";
  }
  return "";
}

/// "1100 (used, 2026-09)": the price, and what it is.
std::string price_text(const predict::Economics& e) {
  return std::isfinite(e.prices.purchase_usd) ? fmt::format("{:.0f} ({})", e.prices.purchase_usd, e.price_is)
                                              : "-";
}

std::string memory_text(const model::MemoryNeed& m) {
  const model::NeededOf gib = model::told_apart(m.needed_bytes(), m.available_bytes, model::kGib);
  return fmt::format("{} of {}", gib.needed, gib.available);
}

json fleet_json(const RankedRow& row) {
  if (!row.fleet) {
    return kNoMember;
  }
  const whatif::Fleet& f = *row.fleet;
  return {{"replicas", {{"value", f.replicas}, {"low", f.least}, {"high", number(f.most)}}},
          {"devices", f.replicas * row.prediction.scenario.n_devices},
          {"requests_per_s_each",
           {{"value", f.each_per_s}, {"low", f.each_least_per_s}, {"high", f.each_most_per_s}}}};
}

/// Of a fleet that serves the traffic that is stated. The object `fleet` of a row holds the same.
void add_fleet(const std::string& level, Columns<RankedRow>& columns) {
  columns.cell("replicas", [](const RankedRow& r) { return number(r.fleet->replicas); });
  columns.cell("replicas_low", [](const RankedRow& r) { return number(r.fleet->least); });
  columns.cell("replicas_high", [](const RankedRow& r) { return number(r.fleet->most); });
  columns.cell("requests_per_s_each", [](const RankedRow& r) { return number(r.fleet->each_per_s); });
  columns.shown("replicas", [](const RankedRow& r) { return fmt::format("{:.0f}", r.fleet->replicas); });
  columns.shown(level, [](const RankedRow& r) {
    return std::isfinite(r.fleet->most) ? fmt::format("{:.0f}-{:.0f}", r.fleet->least, r.fleet->most)
                                        : fmt::format("{:.0f} or more", r.fleet->least);
  });
  columns.shown("requests/s each",
                [](const RankedRow& r) { return catalog::significant(r.fleet->each_per_s); });
}

bool differ(std::span<const RankedRow> rows, std::string model::Scenario::*name) {
  return model::any_of(rows, [&](const RankedRow& row) {
    return row.prediction.scenario.*name != rows.front().prediction.scenario.*name;
  });
}

/// `shown`: the rows of the table, of which some columns say what differs.
Columns<RankedRow> rank_columns(const whatif::Ranking& ranking,
                                const whatif::RankQuestion& q,
                                std::span<const RankedRow> shown = {}) {
  const double level = q.answer.level;
  const std::string level_text = fmt::format("{:.3g} %", 100 * level);
  const bool streams = q.question.run.concurrency > 1;
  const bool some_wait = model::any_of(ranking.rows, [](const RankedRow& row) {
    return predict::streams_in_flight(row.prediction) < row.prediction.scenario.concurrency;
  });
  const std::string value = value_header(q.by);
  Columns<RankedRow> c;
  c.figure("rank", [](const RankedRow& r) { return json(r.rank); });
  c.member("tied_with", [](const RankedRow& r) { return json(r.tied_with); });
  c.shown(
      "rank",
      [](const RankedRow& r) { return fmt::format("{}{}", r.rank, r.tied_with.empty() ? "" : "="); },
      Column::left);
  c.figure("device", [](const RankedRow& r) { return json(r.candidate.name); });
  c.shown("device", [](const RankedRow& r) { return r.candidate.name; });
  if (q.answer.traffic.is_stated()) add_fleet(level_text, c);
  c.member("fleet", fleet_json);
  c.figure("devices", [](const RankedRow& r) { return json(r.prediction.scenario.device_name); });
  c.figure("n_devices", [](const RankedRow& r) { return json(r.prediction.scenario.n_devices); });
  c.figure("quant", [](const RankedRow& r) { return json(r.prediction.scenario.quant); });
  if (differ(shown, &model::Scenario::quant)) {
    c.shown("type", [](const RankedRow& r) { return r.prediction.scenario.quant; });
  }
  c.figure("engine", [](const RankedRow& r) { return json(r.prediction.scenario.engine); });
  if (differ(shown, &model::Scenario::engine)) {
    c.shown("engine", [](const RankedRow& r) { return r.prediction.scenario.engine; });
  }
  c.figure("backend", [](const RankedRow& r) { return json(r.prediction.scenario.backend); });
  c.figure("tps", [](const RankedRow& r) { return json(r.prediction.decode.tps()); });
  c.shown("tok/s", [](const RankedRow& r) { return catalog::significant(r.prediction.decode.tps()); });
  c.figure("low_tps",
           [level](const RankedRow& r) { return json(r.prediction.decode.published(level).first); });
  c.figure("high_tps",
           [level](const RankedRow& r) { return json(r.prediction.decode.published(level).second); });
  c.shown(level_text,
          [level](const RankedRow& r) { return range_text(r.prediction.decode.published(level)); });
  c.member("correct_low_tps",
           [level](const RankedRow& r) { return json(r.prediction.decode.correct(level).first); });
  c.member("correct_high_tps",
           [level](const RankedRow& r) { return json(r.prediction.decode.correct(level).second); });
  c.figure("aggregate_tps", [](const RankedRow& r) { return json(r.economics.tps); });
  if (streams) c.shown("together", [](const RankedRow& r) { return catalog::significant(r.economics.tps); });
  if (some_wait) {
    c.shown("at once", [](const RankedRow& r) {
      return fmt::format("{:.0f} of {:.0f}",
                         std::floor(predict::streams_in_flight(r.prediction)),
                         r.prediction.scenario.concurrency);
    });
  }
  c.figure("ceiling_tps", [](const RankedRow& r) { return number(r.prediction.ceiling_tps); });
  c.figure("prefill_tps", [](const RankedRow& r) {
    return r.prediction.prefill ? json(r.prediction.prefill->tps()) : json(nullptr);
  });
  c.figure("ttft_s", [](const RankedRow& r) { return number(r.prediction.ttft_s); });
  c.figure("bound_by", [](const RankedRow& r) { return json(r.prediction.bound_by); });
  if (!value.empty()) {
    const double per = q.by == whatif::RankBy::tps_per_usd ? 1000 : 1;
    c.shown(value, [per](const RankedRow& r) { return catalog::significant(per * r.value); });
  }
  c.figure("price_usd", [](const RankedRow& r) { return number(r.economics.prices.purchase_usd); });
  c.member("price_is", [](const RankedRow& r) { return text_or_null(r.economics.price_is); });
  c.figure("power_w", [](const RankedRow& r) { return number(r.economics.power.draw.watts); });
  c.figure("system_power_w", [](const RankedRow& r) { return number(r.economics.power.system_w); });
  c.shown("W", [](const RankedRow& r) { return known_or_dash(r.economics.power.system_w); });
  c.shown(
      "USD", [](const RankedRow& r) { return price_text(r.economics); }, Column::right);
  c.figure("joules_per_token", [](const RankedRow& r) { return number(r.economics.joules_per_token()); });
  c.figure("tps_per_usd", [](const RankedRow& r) { return number(r.economics.tps_per_usd()); });
  c.figure("tps_per_w", [](const RankedRow& r) { return number(r.economics.tps_per_w()); });
  c.figure("usd_per_million_tokens",
           [](const RankedRow& r) { return number(r.economics.usd_per_million_tokens); });
  c.shown("USD/10^6 tokens",
          [](const RankedRow& r) { return known_or_dash(r.economics.usd_per_million_tokens); });
  c.member("payback_days", [](const RankedRow& r) {
    return r.economics.payback ? number(r.economics.payback->days) : kNoMember;
  });
  c.figure("needed_bytes",
           [](const RankedRow& r) { return json(std::round(r.prediction.memory.needed_bytes())); });
  c.figure("available_bytes", [](const RankedRow& r) { return number(r.prediction.memory.available_bytes); });
  c.member("fits", [](const RankedRow& r) { return json(r.prediction.memory.fits()); });
  c.shown(
      "GiB of", [](const RankedRow& r) { return memory_text(r.prediction.memory); }, Column::right);
  c.figure("device_measured", [](const RankedRow& r) { return json(r.prediction.basis.device_runs > 0); });
  c.shown("measured", [](const RankedRow& r) { return r.prediction.basis.device_runs > 0 ? "yes" : "no"; });
  c.member("assumed", [](const RankedRow& r) { return assumed_json(r.request); });
  return c;
}

}  // namespace

json ranking_json(const whatif::Ranking& ranking, const whatif::RankQuestion& question) {
  json excluded = json::array();
  for (const whatif::Excluded& e : ranking.excluded) {
    excluded.push_back({{"device", e.device}, {"code", e.code}, {"reason", e.reason}});
  }
  predict::Request shared;
  shared.assumed = ranking.assumed;
  return {{"by", whatif::kRankByNames[static_cast<std::size_t>(question.by)]},
          {"level", question.answer.level},
          {"model",
           ranking.rows.empty() ? json(question.question.run.model)
                                : json(ranking.rows[0].prediction.scenario.model->slug)},
          {"rows", rank_columns(ranking, question).objects(ranking.rows)},
          {"excluded", excluded},
          {"assumed", assumed_json(shared)}};
}

Table ranking_figures(const whatif::Ranking& ranking, const whatif::RankQuestion& question) {
  return rank_columns(ranking, question).figures(ranking.rows);
}

Table ranking_table(const whatif::Ranking& ranking, const whatif::RankQuestion& question, std::size_t top) {
  const auto shown = std::span(ranking.rows).first(shown_rows(ranking, top));
  return rank_columns(ranking, question, shown).table(shown);
}

Table excluded_table(const whatif::Ranking& ranking) {
  Table table{{"device", "reason"}, {}};
  for (const whatif::Excluded& e : ranking.excluded) {
    table.rows.push_back({e.device, e.reason});
  }
  return table;
}

}  // namespace tokroof::answers
