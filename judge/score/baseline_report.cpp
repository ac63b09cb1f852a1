#include "judge/score/baseline_report.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/resolve.hpp"
#include "judge/score/baseline.hpp"
#include "model/count.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

constexpr const char* kOwn = "tokroof_median";

/// Absolute errors of one cell: a baseline's, and tokroof's on the same rows.
struct Cell {
  std::vector<double> theirs, ours;
};
using Cells = std::map<std::string, Cell>;

/// One row, as a baseline is told of it.
struct Row {
  const Scored* scored = nullptr;
  Scenario scenario;
  Step step;
};

std::vector<Row> decode_rows(const Catalog& catalog,
                             std::span<const Run> runs,
                             std::span<const Scored> scored) {
  std::vector<Row> rows;
  for (const Scored& s : scored) {
    if (s.figure != FigureKind::decode) {
      continue;
    }
    const auto scenario = resolve(catalog, runs[s.run]);
    const auto step = scenario ? count(*scenario) : Result<Step>(scenario.refusal());
    if (step) {
      rows.push_back({&s, *scenario, *step});
    }
  }
  return rows;
}

json medians(const Cells& cells) {
  std::vector<double> theirs, ours;
  for (const auto& [name, cell] : cells) {
    theirs.push_back(quantile(cell.theirs, 0.5));
    ours.push_back(quantile(cell.ours, 0.5));
  }
  return {{"cells", cells.size()}, {"median", quantile(theirs, 0.5)}, {kOwn, quantile(ours, 0.5)}};
}

json answers(const Baseline& baseline, const std::vector<Row>& rows) {
  Cells all;
  std::map<std::string, Cells> by_class;
  std::size_t answered = 0;
  for (const Row& row : rows) {
    const auto rate = baseline.rate(row.scenario, row.step);
    if (!rate || !(*rate > 0) || !std::isfinite(*rate)) {
      continue;
    }
    const Scored& s = *row.scored;
    const double error = std::fabs(std::log(*rate / s.measured_tps));
    answered += 1;
    for (Cell* cell : {&all[s.cell], &by_class[s.run_class][s.cell]}) {
      cell->theirs.push_back(error);
      cell->ours.push_back(std::fabs(s.error()));
    }
  }
  json classes = json::object();
  for (const auto& [name, cells] : by_class) {
    classes[name] = medians(cells);
  }
  return {{"title", baseline.title},
          {"source", baseline.source},
          {"rows", answered},
          {"all", medians(all)},
          {"by", {{"class", classes}}}};
}

/// Calls f(baseline, "all" or class, entry) for every entry of a report.
template <class Report, class F>
void each_entry(Report& report, F f) {
  for (auto& [baseline, answers] : report.items()) {
    f(baseline, std::string("all"), answers["all"]);
    for (auto& [name, entry] : answers["by"]["class"].items()) {
      f(baseline, name, entry);
    }
  }
}

}  // namespace

json baseline_report(const Catalog& catalog, std::span<const Run> runs, std::span<const Scored> scored) {
  const std::vector<Row> rows = decode_rows(catalog, runs, scored);
  json out = json::object();
  for (const Baseline& baseline : baselines()) {
    out[baseline.name] = answers(baseline, rows);
  }
  return out;
}

json own_medians(const json& report) {
  json out = json::object();
  each_entry(report, [&](const std::string& baseline, const std::string& name, const json& entry) {
    out[baseline][name] = entry[kOwn];
  });
  return out;
}

void replace_own_medians(json& report, const json& stored) {
  each_entry(report, [&](const std::string& baseline, const std::string& name, json& entry) {
    const json known = stored.value(baseline, json::object());
    if (known.contains(name)) {
      entry[kOwn] = known[name];
    } else {
      entry.erase(kOwn);
    }
  });
}

}  // namespace tokroof
