#include "answers/diagnosis_json.hpp"

#include <nlohmann/json.hpp>

#include "answers/check_json.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

json row_json(const judge::Checked& checked, const judge::Diagnosed& diagnosed) {
  json row = checked_json(checked);
  row["hypotheses"] = json::array();
  for (const judge::Hypothesis& h : diagnosed.hypotheses) {
    row["hypotheses"].push_back(
        {{"name", judge::cause_name(h.cause)},
         {"probability", h.probability},
         {"odds", h.odds > 0 ? json(h.odds) : json(nullptr)},
         {"predicted_tps", h.predicted_tps > 0 ? json(h.predicted_tps) : json(nullptr)},
         {"explanation", h.explanation}});
  }
  row["next_measurement"] = diagnosed.next_measurement;
  return row;
}

}  // namespace

std::map<std::string, int> cause_counts(std::span<const judge::Diagnosed> rows) {
  std::map<std::string, int> counts;
  for (const judge::Diagnosed& d : rows) {
    counts[std::string(judge::cause_name(d.hypotheses.front().cause))] += 1;
  }
  return counts;
}

json diagnosis_json(std::span<const judge::Checked> checked, std::span<const judge::Diagnosed> diagnosed) {
  json out = {{"rows", json::array()}, {"summary", cause_counts(judge::as_told(checked, diagnosed))}};
  for (std::size_t i = 0; i < checked.size(); ++i) {
    out["rows"].push_back(row_json(checked[i], diagnosed[i]));
  }
  return out;
}

}  // namespace tokroof::answers
