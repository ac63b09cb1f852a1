#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/labelled_report.hpp"
#include "answers/table.hpp"
#include "judge/diagnose/prior.hpp"
#include "judge/diagnose/prior_learning.hpp"

namespace tokroof::answers {

using nlohmann::json;

json learned_priors(const catalog::Catalog& catalog,
                    const FittedFor& fitted,
                    std::span<const catalog::Run> runs) {
  std::vector<judge::PriorCase> cases;
  for (const judge::LabelledCase& c : judge::labelled_cases(catalog, runs)) {
    if (judge::is_in(c, judge::Half::tuning)) {
      if (const auto row = judge::judge_row(catalog, fitted(c.run), c.run)) {
        cases.push_back(judge::prior_case(*row, c.label, device_group(c.run)));
      }
    }
  }
  const judge::LearnedPriors learned = judge::learn_priors(cases);
  json priors = json::array();
  for (std::size_t i = 0; i < learned.odds.size(); ++i) {
    const judge::PriorOdds& p = judge::prior_odds()[i];
    if (p.origin == judge::kLearned) {
      priors.push_back({{"cause", judge::cause_name(p.cause)},
                        {"where", judge::sign_name(p.sign)},
                        {"factor", p.sign != judge::Sign::any},
                        {"learned", learned.odds[i]},
                        {"in_use", p.odds}});
    }
  }
  return {{"cases", cases.size()},
          {"sound_weight", learned.sound_weight},
          {"accused", learned.accused},
          {"score", learned.score},
          {"priors", priors}};
}

std::string learned_priors_text(const json& learned) {
  Table table{.header = {"cause", "where", "learned", "in use"}, .rows = {}};
  for (const json& p : learned["priors"]) {
    const char* times = p["factor"].get<bool>() ? "x " : "";
    table.rows.push_back({p["cause"],
                          p["where"],
                          fmt::format("{}{:.2g}", times, p["learned"].get<double>()),
                          fmt::format("{}{:g}", times, p["in_use"].get<double>())});
  }
  return plain(table) + fmt::format(
                            "{} cases of the tuning half; a sound row counts {:.3g} times; {:.1f} % of "
                            "the sound rows accused by odds of other devices; balanced ln p(cause) {:.4f}\n",
                            learned["cases"].get<int>(),
                            learned["sound_weight"].get<double>(),
                            100 * learned["accused"].get<double>(),
                            learned["score"].get<double>());
}

}  // namespace tokroof::answers
