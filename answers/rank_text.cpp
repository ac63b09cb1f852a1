#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "answers/prediction_text.hpp"
#include "answers/rank_output.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

/// "1 does not fit", "12 do not fit"
std::string reason_text(const std::string& code, int count) {
  struct Words {
    const char *one, *several;
  };
  static const std::map<std::string, Words, std::less<>> reasons{
      {"does-not-fit", {"does not fit", "do not fit"}},
      {"cannot-model", {"cannot be predicted", "cannot be predicted"}},
      {"no-price", {"has no known price", "have no known price"}},
      {"no-power", {"has no known power", "have no known power"}},
      {"no-memory",
       {"is a processor whose memory is not stated", "are processors whose memory is not stated"}},
      {"no-gain",
       {"is hardly faster than fewer of its cards", "are hardly faster than fewer of their cards"}},
      {"not-simulated",
       {"was not simulated: others promise more", "were not simulated: others promise more"}},
      {"misses-slo", {"misses the objectives at any rate", "miss the objectives at any rate"}},
      {"over-budget", {"is over the budget", "are over the budget"}},
      {"over-power", {"is over the power limit", "are over the power limit"}},
      {"too-slow", {"is too slow", "are too slow"}},
      {"not-sold", {"is not sold", "are not sold"}}};
  const auto it = reasons.find(code);
  const char* words = it == reasons.end() ? code.c_str() : count == 1 ? it->second.one : it->second.several;
  return fmt::format("{} {}", count, words);
}

}  // namespace

std::size_t shown_rows(const whatif::Ranking& ranking, std::size_t top) {
  return top == 0 ? ranking.rows.size() : std::min(top, ranking.rows.size());
}

std::string ranking_notes(const whatif::Ranking& ranking, const whatif::RankQuestion& q, std::size_t top) {
  std::string out;
  const std::size_t rest = ranking.rows.size() - shown_rows(ranking, top);
  if (rest > 0) {
    out += fmt::format("{} more: --top 0 shows them.\n", rest);
  }
  std::map<std::string, int> codes;
  for (const whatif::Excluded& e : ranking.excluded) {
    ++codes[e.code];
  }
  std::string why;
  for (const auto& [code, count] : codes) {
    why += (why.empty() ? "" : ", ") + reason_text(code, count);
  }
  const bool none_holds = model::all_of(codes, [](const auto& counted) {
    return counted.first == "does-not-fit" || counted.first == "cannot-model" || counted.first == "not-sold";
  });
  if (ranking.rows.empty() && none_holds && codes.count("does-not-fit") > 0) {
    out += fmt::format(
        "None holds it, of up to {0:g} devices each: a smaller file (--quant) or more devices "
        "(--n-devices {1:g},{2:g}) may fit.\n",
        ranking.most_devices,
        2 * ranking.most_devices,
        4 * ranking.most_devices);
  }
  if (ranking.rows.empty() && codes.count("too-slow") > 0) {
    out += "None is fast enough: a lower --min-tps or more devices (--n-devices 2,4) may do.\n";
  }
  if (ranking.rows.empty() && codes.count("over-budget") > 0) {
    out += fmt::format(
        "What holds it, of up to {0:g} devices each, costs more than {1:g} USD, the budget: more and cheaper "
        "ones (--n-devices {2:g},{3:g}) may do.\n",
        ranking.most_devices,
        q.budget_usd,
        2 * ranking.most_devices,
        4 * ranking.most_devices);
  }
  if (!why.empty()) {
    out += fmt::format("Not ranked: {} (--excluded names them).\n", why);
  }
  std::vector<catalog::Assumption> names = ranking.assumed;
  for (const whatif::RankedRow& row : ranking.rows) {
    names.insert(names.end(), row.request.assumed.begin(), row.request.assumed.end());
  }
  out += readings_line(names);
  std::string taken;
  for (const catalog::Assumption& a : ranking.assumed) {
    if (model::is_one_of(a.name, {"quant", "engine", "n_depth"})) {
      taken += fmt::format("{}{} {}", taken.empty() ? "" : ", ", option_of(a.name), assumed_value(a));
    }
  }
  if (!taken.empty()) {
    out += fmt::format("Assumed: {}.\n", taken);
  }
  out +=
      "W is the whole machine at the wall. Prices are of the month beside them, or list prices at launch; "
      "--price NAME=USD "
      "states others.\n";
  const bool processors = model::any_of(
      ranking.rows, [](const whatif::RankedRow& row) { return row.prediction.scenario.cpu_only; });
  if (processors) {
    out += "The price of a processor is without its memory and its board.\n";
  }
  return out + fmt::format(
                   "=: the difference from the first of its rank is inside its own {:.3g} % interval, shared "
                   "coefficients counted once.\n",
                   100 * q.answer.level);
}

}  // namespace tokroof::answers
