#include "judge/diagnose/diagnose.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "judge/diagnose/next_measurement.hpp"
#include "judge/diagnose/row.hpp"

namespace tokroof::judge {
namespace {

ByCause<double> nothing_known() {
  ByCause<double> p{};
  p[index_of(Cause::unexplained)] = 1;
  return p;
}

/// Indices of the rows of each machine, among those that could be judged.
std::map<std::string, std::vector<std::size_t>> machines(
    std::span<const catalog::Run> runs, const std::vector<std::optional<RowEvidence>>& evidence) {
  std::map<std::string, std::vector<std::size_t>> out;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (evidence[i]) {
      out[machine_of(runs[i])].push_back(i);
    }
  }
  return out;
}

std::vector<ByCause<double>> posterior_of(std::span<const catalog::Run> runs,
                                          const std::vector<std::optional<RowEvidence>>& evidence) {
  std::vector<ByCause<double>> out(runs.size(), nothing_known());
  for (const auto& [machine, members] : machines(runs, evidence)) {
    std::vector<RowEvidence> rows;
    rows.reserve(members.size());
    for (const std::size_t i : members) {
      rows.push_back(*evidence[i]);
    }
    const std::vector<ByCause<double>> posterior = joint_posterior(rows);
    for (std::size_t j = 0; j < members.size(); ++j) {
      out[members[j]] = posterior[j];
    }
  }
  return out;
}

std::string rates(double expected_tps, double measured_tps) {
  return fmt::format("{} tok/s expected, {} measured",
                     catalog::significant(expected_tps),
                     catalog::measured_text(measured_tps));
}

/// What a row's own figure should be: its decode rate, or that of its prompt where it has no other.
double figure_tps(const Expectation& e, const catalog::Run& run) {
  return std::exp(run.tg_tps > 0 ? e.ln_tps : e.ln_pp_tps);
}

/// Nothing explains a row: what it should have been, and which of its rates is odd.
std::string unexplained_words(const JudgedRow& row) {
  const catalog::Run& run = row.stated.run;
  const bool decode = run.tg_tps > 0;
  std::string words = fmt::format("none of the causes gives {} tok/s{}; as stated {} are expected",
                                  catalog::measured_text(decode ? run.tg_tps : run.pp_tps),
                                  decode ? "" : " of the prompt",
                                  catalog::significant(figure_tps(row.as_stated, run)));
  if (decode && run.pp_tps > 0 && !std::isnan(row.as_stated.ln_pp_tps)) {
    words += fmt::format("; of the prompt {} are expected, {} measured",
                         catalog::significant(std::exp(row.as_stated.ln_pp_tps)),
                         catalog::measured_text(run.pp_tps));
  }
  return words;
}

Hypothesis hypothesis_of(const JudgedRow& row, Cause cause, double probability) {
  Hypothesis h{.cause = cause, .probability = probability, .odds = row.evidence.odds[index_of(cause)]};
  const JudgedCause& j = row.causes[index_of(cause)];
  const catalog::Run& run = row.stated.run;
  if (cause == Cause::unexplained) {
    h.explanation = unexplained_words(row);
    return h;
  }
  const Expectation& e = *j.expected[j.best];
  h.what = j.variants[j.best].what;
  h.predicted_tps = figure_tps(e, run);
  h.explanation = h.what + ": " + rates(h.predicted_tps, run.tg_tps > 0 ? run.tg_tps : run.pp_tps);
  if (run.tg_tps > 0 && run.pp_tps > 0 && !std::isnan(e.ln_pp_tps)) {
    h.explanation += fmt::format("; prompts {} expected, {} measured",
                                 catalog::significant(std::exp(e.ln_pp_tps)),
                                 catalog::measured_text(run.pp_tps));
  }
  return h;
}

std::vector<Hypothesis> hypotheses_of(const JudgedRow& row, const ByCause<double>& posterior) {
  std::vector<Hypothesis> out;
  for (std::size_t c = 0; c < kCauses; ++c) {
    if (row.causes[c].possible) {
      out.push_back(hypothesis_of(row, static_cast<Cause>(c), posterior[c]));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Hypothesis& a, const Hypothesis& b) {
    return a.probability > b.probability;
  });
  return out;
}

/// The first two that are a cause at all: there is nothing to predict for "unexplained".
std::string measurement_for(const catalog::Catalog& catalog,
                            const predict::Fitted& fitted,
                            const JudgedRow& row,
                            const Diagnosed& d) {
  constexpr double kBeyondDoubt = 0.95, kWorthAsking = 0.01;
  if (d.hypotheses.front().cause == Cause::ok && d.hypotheses.front().probability > kBeyondDoubt) {
    return "";
  }
  std::vector<Cause> named;
  for (const Hypothesis& h : d.hypotheses) {
    if (h.cause != Cause::unexplained && (named.empty() || h.probability > kWorthAsking)) {
      named.push_back(h.cause);
    }
  }
  if (named.size() < 2) {
    named = {d.hypotheses.front().cause, Cause::ok};
    if (named.front() == Cause::ok || named.front() == Cause::unexplained) {
      return "";
    }
  }
  return next_measurement(catalog, fitted, row, named[0], named[1]);
}

Diagnosed not_modelled(const Checked& checked) {
  Diagnosed d;
  d.hypotheses.push_back({.cause = Cause::unexplained, .probability = 1, .explanation = checked.reason});
  return d;
}

}  // namespace

std::vector<Diagnosed> diagnose(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                std::span<const catalog::Run> runs,
                                std::span<const Checked> checked) {
  const std::vector<ByCause<double>> posterior = probabilities(catalog, fitted, runs);
  std::vector<Diagnosed> out;
  out.reserve(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto row =
        judge_row(catalog, fitted, runs[i]);  // again: thousands of rows with all variants are not kept
    if (!row) {
      out.push_back(not_modelled(checked[i]));
      continue;
    }
    Diagnosed d;
    d.hypotheses = hypotheses_of(*row, posterior[i]);
    d.next_measurement = measurement_for(catalog, fitted, *row, d);
    out.push_back(std::move(d));
  }
  return out;
}

std::vector<ByCause<double>> probabilities(const catalog::Catalog& catalog,
                                           const predict::Fitted& fitted,
                                           std::span<const catalog::Run> runs) {
  std::vector<std::optional<RowEvidence>> evidence(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const auto row = judge_row(catalog, fitted, runs[i])) {
      evidence[i] = row->evidence;
    }
  }
  return posterior_of(runs, evidence);
}

}  // namespace tokroof::judge
