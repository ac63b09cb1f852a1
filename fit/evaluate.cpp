#include "fit/evaluate.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "catalog/input_error.hpp"

namespace tokroof::fit {

Evaluation evaluate_stored(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::vector<catalog::Run> runs) {
  Evaluation e;
  e.runs = std::move(runs);
  e.rows = e.runs.size();
  predict::Observations observations = predict::observe(catalog, e.runs, fitted.data().own);
  e.scored = judge::score(fitted, observations.all);
  e.refused = std::move(observations.refused);
  return e;
}

Evaluation evaluate_refitted(const catalog::Catalog& catalog,
                             std::vector<catalog::Run> fitted,
                             std::vector<catalog::Run> others,
                             bool bundled,
                             LeaveOut what,
                             std::size_t given,
                             const Progress& progress,
                             const std::optional<Ablation>& without) {
  std::vector<catalog::Run> runs = std::move(fitted);
  const std::size_t count = runs.size();
  if (bundled) {  // tables that are evaluated but not fitted
    std::set<std::string> tables;
    for (const catalog::Run& run : runs) {
      tables.insert(run.table);
    }
    std::erase_if(others, [&](const catalog::Run& run) { return tables.contains(run.table); });
  }
  runs.insert(runs.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  std::vector<bool> wanted(runs.size(), bundled), used(runs.size(), true);
  for (std::size_t i = count; i < runs.size(); ++i) {
    wanted[i] = true;
    used[i] = !bundled;
  }
  const auto fit = fit_runs(catalog, std::move(runs), used);
  Evaluation e;
  if (without) {
    for (const predict::Observation& o : fit->observations.all) {
      if (wanted[o.run]) {
        e.reads_held.push_back(reads_term(o, *without));
      }
    }
    take_out(*fit, *without);
  }
  LeftOutEvaluation left = evaluate_left_out(*fit, what, wanted, progress, given);
  e.runs = std::move(fit->runs);
  e.rows = static_cast<std::size_t>(std::count(wanted.begin(), wanted.end(), true));
  e.scored = std::move(left.scored);
  e.given = std::move(left.given);
  std::copy_if(fit->observations.refused.begin(),
               fit->observations.refused.end(),
               std::back_inserter(e.refused),
               [&](const predict::NotModelled& r) { return wanted[r.run]; });
  return e;
}

LeaveOut leave_out_of(std::string_view name) {
  if (name == "device") return LeaveOut::device;
  if (name == "source") return LeaveOut::source;
  if (name == "model") return LeaveOut::model;
  if (name == "architecture") return LeaveOut::architecture;
  if (name == "device-group") return LeaveOut::device_group;
  throw catalog::InputError("unknown-name",
                            "unknown '" + std::string(name) + "'",
                            "--leave-out",
                            {"device", "source", "model", "architecture", "device-group"});
}

}  // namespace tokroof::fit
