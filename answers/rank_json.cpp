#include <cmath>

#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/prediction_json.hpp"
#include "answers/rank_output.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

json row_json(const whatif::RankedRow& row, double level) {
  const predict::Prediction& p = row.prediction;
  const predict::Economics& e = row.economics;
  const model::Scenario& s = p.scenario;
  const auto [low, high] = p.decode.published(level);
  const auto [correct_low, correct_high] = p.decode.correct(level);
  json out = {{"rank", row.rank},
              {"tied_with", row.tied_with},
              {"device", row.candidate.name},
              {"devices", s.device_name},
              {"n_devices", s.n_devices},
              {"engine", s.engine},
              {"backend", s.backend},
              {"tps", p.decode.tps()},
              {"low_tps", low},
              {"high_tps", high},
              {"correct_low_tps", correct_low},
              {"correct_high_tps", correct_high},
              {"aggregate_tps", e.tps},
              {"ceiling_tps", number(p.ceiling_tps)},
              {"prefill_tps", p.prefill ? json(p.prefill->tps()) : json(nullptr)},
              {"ttft_s", number(p.ttft_s)},
              {"bound_by", p.bound_by},
              {"price_usd", number(e.prices.purchase_usd)},
              {"price_is", text_or_null(e.price_is)},
              {"power_w", number(e.power.draw.watts)},
              {"system_power_w", number(e.power.system_w)},
              {"joules_per_token", number(e.joules_per_token())},
              {"tps_per_usd", number(e.tps_per_usd())},
              {"tps_per_w", number(e.tps_per_w())},
              {"usd_per_million_tokens", number(e.usd_per_million_tokens)},
              {"needed_bytes", std::round(p.memory.needed_bytes())},
              {"available_bytes", number(p.memory.available_bytes)},
              {"fits", p.memory.fits()},
              {"device_measured", p.basis.device_runs > 0},
              {"assumed", assumed_json(row.request)}};
  if (row.fleet) {
    const whatif::Fleet& f = *row.fleet;
    out["fleet"] = {{"replicas", {{"value", f.replicas}, {"low", f.least}, {"high", number(f.most)}}},
                    {"devices", f.replicas * s.n_devices},
                    {"requests_per_s_each",
                     {{"value", f.each_per_s}, {"low", f.each_least_per_s}, {"high", f.each_most_per_s}}}};
  }
  if (e.payback) {
    out["payback_days"] = number(e.payback->days);
  }
  return out;
}

constexpr const char* kFigures[] = {"rank",          "device",          "devices",
                                    "n_devices",     "engine",          "backend",
                                    "tps",           "low_tps",         "high_tps",
                                    "aggregate_tps", "ceiling_tps",     "prefill_tps",
                                    "ttft_s",        "bound_by",        "price_usd",
                                    "power_w",       "system_power_w",  "joules_per_token",
                                    "tps_per_usd",   "tps_per_w",       "usd_per_million_tokens",
                                    "needed_bytes",  "available_bytes", "device_measured"};

}  // namespace

json ranking_json(const whatif::Ranking& ranking, const whatif::RankQuestion& question) {
  json rows = json::array(), excluded = json::array();
  for (const whatif::RankedRow& row : ranking.rows) {
    rows.push_back(row_json(row, question.answer.level));
  }
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
          {"rows", rows},
          {"excluded", excluded},
          {"assumed", assumed_json(shared)}};
}

Table ranking_figures(const whatif::Ranking& ranking, const whatif::RankQuestion& question) {
  return members_table(kFigures, ranking_json(ranking, question)["rows"]);
}

}  // namespace tokroof::answers
