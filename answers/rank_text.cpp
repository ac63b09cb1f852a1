#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "answers/prediction_text.hpp"
#include "answers/rank_output.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

std::size_t shown_rows(const Ranking& ranking, std::size_t top) {
  return top == 0 ? ranking.rows.size() : std::min(top, ranking.rows.size());
}

std::string known_or_dash(double value) { return std::isfinite(value) ? significant(value) : "-"; }

const char* value_header(RankBy by) {
  switch (by) {
    case RankBy::tps: return "";
    case RankBy::tps_per_usd: return "tok/s per 1000 USD";
    case RankBy::tps_per_w: return "tok/s per W";
    case RankBy::usd_per_million_tokens: return "";
  }
  return "";
}

const char* reason_of(const std::string& code) {
  static const std::map<std::string, const char*, std::less<>> reasons{
      {"does-not-fit", "do not fit"},
      {"cannot-model", "cannot run it"},
      {"no-price", "have no known price"},
      {"no-power", "have no known power"},
      {"over-budget", "are over the budget"},
      {"over-power", "are over the power limit"},
      {"too-slow", "are too slow"},
      {"not-sold", "do not exist"}};
  const auto it = reasons.find(code);
  return it == reasons.end() ? code.c_str() : it->second;
}

}  // namespace

Table ranking_table(const Ranking& ranking, const RankQuestion& q, std::size_t top) {
  const std::size_t shown = shown_rows(ranking, top);
  const bool streams = q.question.run.concurrency > 1;
  const std::string value = value_header(q.by);
  Table table;
  table.header = {"rank", "device", "tok/s", fmt::format("{:.3g} %", 100 * q.level)};
  if (streams) table.header.emplace_back("together");
  if (!value.empty()) table.header.push_back(value);
  for (const char* name : {"W", "USD", "USD/10^6 tokens", "GiB of", "measured"}) {
    table.header.emplace_back(name);
  }
  table.columns.assign(table.header.size(), Column::automatic);
  table.columns.front() = Column::left;
  *(table.columns.end() - 2) = Column::right;  // "19.2 of 24"
  for (std::size_t i = 0; i < shown; ++i) {
    const RankedRow& row = ranking.rows[i];
    const Economics& e = row.economics;
    const MemoryNeed& m = row.prediction.memory;
    const auto [low, high] = row.prediction.decode.published(q.level);
    std::vector<std::string> cells{fmt::format("{}{}", row.rank, row.tied_with.empty() ? "" : "="),
                                   row.candidate.name,
                                   significant(row.prediction.decode.tps()),
                                   fmt::format("{}-{}", significant(low), significant(high))};
    if (streams) cells.push_back(significant(e.tps));
    if (!value.empty()) {
      cells.push_back(significant(q.by == RankBy::tps_per_usd ? 1000 * row.value : row.value));
    }
    cells.push_back(known_or_dash(e.power.system_w));
    cells.push_back(std::isfinite(e.prices.purchase_usd) ? fmt::format("{:.0f}", e.prices.purchase_usd)
                                                         : "-");
    cells.push_back(known_or_dash(e.usd_per_million_tokens));
    cells.push_back(fmt::format("{:.1f} of {:.0f}", m.needed_bytes() / kGib, m.available_bytes / kGib));
    cells.emplace_back(row.prediction.basis.device_runs > 0 ? "yes" : "no");
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string ranking_notes(const Ranking& ranking, const RankQuestion& q, std::size_t top) {
  std::string out;
  const std::size_t rest = ranking.rows.size() - shown_rows(ranking, top);
  if (rest > 0) {
    out += fmt::format("{} more: --top 0 shows them.\n", rest);
  }
  std::map<std::string, int> codes;
  for (const Excluded& e : ranking.excluded) {
    ++codes[e.code];
  }
  std::string why;
  for (const auto& [code, count] : codes) {
    why += fmt::format("{}{} {}", why.empty() ? "" : ", ", count, reason_of(code));
  }
  if (!why.empty()) {
    out += fmt::format("Not ranked: {} (--excluded names them).\n", why);
  }
  return out + fmt::format(
                   "=: the difference from the first of its rank is inside its own {:.3g} % interval, shared "
                   "coefficients counted once.\n",
                   100 * q.level);
}

Table excluded_table(const Ranking& ranking) {
  Table table{{"device", "reason"}, {}};
  for (const Excluded& e : ranking.excluded) {
    table.rows.push_back({e.device, e.reason});
  }
  return table;
}

}  // namespace tokroof
