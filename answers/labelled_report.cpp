#include "answers/labelled_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/hash.hpp"
#include "judge/diagnose/prior.hpp"
#include "judge/diagnose/row.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

constexpr std::size_t kSiblings = 3;

/// One case with the two best guesses.
struct Guess {
  judge::Cause label, first, second;
  std::string device;
  bool tuning = false, visible = true;
};

struct Evidence {
  judge::RowEvidence row;
  bool visible = true;
};

std::optional<Evidence> evidence_of(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    const catalog::Run& run) {
  constexpr double kVisible = 2;
  const auto row = judge::judge_row(catalog, fitted, run);
  if (!row) {
    return std::nullopt;
  }
  const double z = (std::log(run.tg_tps) - row->as_stated.ln_tps) / row->as_stated.scale;
  return Evidence{row->evidence, std::fabs(z) > kVisible || row->stated.memory_share > 1};
}

Guess guess_of(const judge::LabelledCase& c, const judge::ByCause<double>& posterior, bool visible) {
  std::array<std::size_t, judge::kCauses> order{};
  for (std::size_t i = 0; i < judge::kCauses; ++i) {
    order[i] = i;
  }
  std::stable_sort(
      order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return posterior[a] > posterior[b]; });
  return {c.label,
          static_cast<judge::Cause>(order[0]),
          static_cast<judge::Cause>(order[1]),
          c.run.device,
          c.tuning,
          visible};
}

/// Untouched rows of the machine that a case was made from, in a fixed order.
std::vector<std::size_t> siblings(std::span<const catalog::Run> runs,
                                  const std::map<std::string, std::vector<std::size_t>>& machines,
                                  const judge::LabelledCase& c) {
  std::vector<std::size_t> out;
  const auto found = machines.find(judge::machine_of(c.run));
  if (found == machines.end()) {
    return out;
  }
  const std::vector<std::size_t>& all = found->second;
  const auto at = std::lower_bound(all.begin(), all.end(), c.origin);
  const auto begin = static_cast<std::size_t>(at - all.begin());
  for (std::size_t i = 1; i < all.size() && out.size() < kSiblings; ++i) {
    const std::size_t other = all[(begin + i) % all.size()];
    if (other != c.origin && runs[other].tg_tps > 0) {
      out.push_back(other);
    }
  }
  return out;
}

json group_figures(const std::vector<Guess>& guesses) {
  struct Count {
    int cases = 0, first = 0, two = 0;
    std::set<std::string> devices;
    std::map<std::string, int> guessed;
  };
  std::map<judge::Cause, Count> by_label;
  for (const Guess& g : guesses) {
    Count& count = by_label[g.label];
    count.cases += 1;
    count.first += g.first == g.label ? 1 : 0;
    count.two += g.first == g.label || g.second == g.label ? 1 : 0;
    count.devices.insert(g.device);
    count.guessed[std::string(judge::cause_name(g.first))] += 1;
  }
  double first = 0, two = 0;
  json labels = json::object();
  for (const auto& [label, count] : by_label) {
    const double n = count.cases;
    first += count.first / n;
    two += count.two / n;
    labels[std::string(judge::cause_name(label))] = {{"cases", count.cases},
                                                     {"devices", count.devices.size()},
                                                     {"top1", count.first / n},
                                                     {"top2", count.two / n},
                                                     {"guessed", count.guessed}};
  }
  const auto kinds = static_cast<double>(std::max<std::size_t>(by_label.size(), 1));
  const auto ok = by_label.find(judge::Cause::ok);
  return {
      {"cases", guesses.size()},
      {"top1", first / kinds},
      {"top2", two / kinds},
      {"accused", ok == by_label.end() ? 0.0 : 1 - ok->second.first / static_cast<double>(ok->second.cases)},
      {"by_label", labels}};
}

json half_figures(const std::vector<Guess>& guesses, bool tuning) {
  std::vector<Guess> all, visible;
  for (const Guess& g : guesses) {
    if (g.tuning == tuning) {
      all.push_back(g);
      if (g.visible || g.label == judge::Cause::ok) {
        visible.push_back(g);
      }
    }
  }
  json out = group_figures(all);
  const json shown = group_figures(visible);
  out["visible"] = {{"cases", shown["cases"]}, {"top1", shown["top1"]}, {"top2", shown["top2"]}};
  return out;
}

json priors_in_use() {
  json out = json::array();
  for (const judge::PriorOdds& p : judge::prior_odds()) {
    out.push_back({{"cause", judge::cause_name(p.cause)},
                   {"where", judge::sign_name(p.sign)},
                   {"factor", p.sign != judge::Sign::any},
                   {"odds", p.odds},
                   {"origin", p.origin}});
  }
  return out;
}

}  // namespace

std::size_t device_group(const catalog::Run& run) {
  return (catalog::fnv1a(run.device + "|group") >> 32) % kDeviceGroups;
}

json labelled_figures(const catalog::Catalog& catalog,
                      const FittedFor& fitted,
                      std::span<const catalog::Run> runs,
                      judge::Half half) {
  std::map<std::string, std::vector<std::size_t>> machines;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    machines[judge::machine_of(runs[i])].push_back(i);
  }
  std::map<std::size_t, std::optional<Evidence>> untouched;
  std::vector<Guess> alone, together;
  for (const judge::LabelledCase& c : judge::labelled_cases(catalog, runs)) {
    if (!judge::is_in(c, half)) {
      continue;
    }
    const auto evidence = evidence_of(catalog, fitted(c.run), c.run);
    if (!evidence) {
      continue;
    }
    std::vector<judge::RowEvidence> rows{evidence->row};
    alone.push_back(guess_of(c, judge::joint_posterior(rows).front(), evidence->visible));
    for (const std::size_t other : siblings(runs, machines, c)) {
      const auto [known, added] = untouched.try_emplace(other);
      if (added) {
        known->second = evidence_of(catalog, fitted(runs[other]), runs[other]);
      }
      if (known->second) {
        rows.push_back(known->second->row);
      }
    }
    together.push_back(guess_of(c, judge::joint_posterior(rows).front(), evidence->visible));
  }
  json halves = json::object();
  for (const bool tuning : {true, false}) {
    if (half == judge::Half::both || tuning == (half == judge::Half::tuning)) {
      halves[tuning ? "tuning" : "test"] = {{"alone", half_figures(alone, tuning)},
                                            {"together", half_figures(together, tuning)}};
    }
  }
  return {{"cases", alone.size()},
          {"halves", halves},
          {"causes", judge::kCauseNames},
          {"priors", priors_in_use()}};
}

}  // namespace tokroof::answers
