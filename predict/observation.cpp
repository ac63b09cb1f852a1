#include "predict/observation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "model/count.hpp"

namespace tokroof::predict {
namespace {

/// A prefill figure that several decode rows repeat.
std::string prefill_identity(const Observation& o, const catalog::Run& run) {
  const auto number = [](double x) { return "|" + std::to_string(x); };
  return std::string(o.step.labels[model::Scope::source_device]) + "|" + o.cell +
         number(o.step.work.weight_bytes) + number(o.step.figure.prefill_tokens) +
         number(o.step.figure.prefill_depth) + number(run.pp_tps);
}

bool is_own(std::span<const OwnRuns> own, const model::Scenario& s) {
  return std::any_of(own.begin(), own.end(), [&](const OwnRuns& o) {
    return o.source == s.source && o.device == s.device_name;
  });
}

}  // namespace

Observations observe(const catalog::Catalog& catalog,
                     std::span<const catalog::Run> runs,
                     std::span<const OwnRuns> own) {
  Observations out;
  std::set<std::string> prefills;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const catalog::Run& run = runs[i];
    const auto refuse = [&](const model::Refusal& r) { out.refused.push_back({i, r.reason, r.message}); };
    if (!(run.tg_tps > 0 || run.pp_tps > 0)) {
      refuse({"no-figure", "neither a decode nor a prefill rate"});
      continue;
    }
    auto scenario = catalog::resolve(catalog, run);
    if (!scenario) {
      refuse(scenario.refusal());
      continue;
    }
    if (is_own(own, *scenario)) {
      (*scenario).source.clear();
    }
    const auto step = model::count(*scenario);
    if (!step) {
      refuse(step.refusal());
      continue;
    }
    Observation o{.run = i,
                  .step = *step,
                  .run_class = catalog::run_class(catalog, run),
                  .cell = catalog::run_cell(run),
                  .session = catalog::run_session(run),
                  .device = scenario->device_name,
                  .source = run.source,
                  .model = run.model};
    if (run.tg_tps > 0) {
      o.figure = model::FigureKind::decode;
      o.ln_seconds = -std::log(run.tg_tps);
      out.all.push_back(o);
    }
    if (run.pp_tps > 0 && step->figure.prefill_tokens > 0) {
      o.figure = model::FigureKind::prefill;
      o.ln_seconds = -std::log(run.pp_tps);
      if (prefills.insert(prefill_identity(o, run)).second) {
        out.all.push_back(o);
      }
    }
  }
  return out;
}

}  // namespace tokroof::predict
