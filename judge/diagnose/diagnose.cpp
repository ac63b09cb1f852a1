#include "judge/diagnose/diagnose.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "judge/diagnose/next_measurement.hpp"
#include "judge/diagnose/row.hpp"
#include "predict/student.hpp"

namespace tokroof::judge {
namespace {

/// Machines that are judged at once: their rows, which of them are of one machine, and what is kept of each.
struct Batch {
  std::vector<std::size_t> rows;      ///< in the table; those of a machine together
  std::vector<std::size_t> machines;  ///< where each of them ends
  std::vector<Beside> beside;         ///< of each row, the others of its machine
  std::vector<std::optional<RowEvidence>> evidence;
  std::vector<std::optional<JudgedRow>> judged;  ///< with all variants; empty: too many to be kept
};

/// What the rows about the one at `place` among a machine's are of.
Beside beside_of(const catalog::Catalog& catalog,
                 std::span<const catalog::Run> runs,
                 std::span<const std::size_t> machine,
                 std::size_t place) {
  constexpr std::size_t kNear = 32;  // on either side: a large table's beginning says little of its end
  const catalog::Run& run = runs[machine[place]];
  Beside out;
  bool same_type = false, as_many = false;
  for (std::size_t i = place - std::min(place, kNear); i < std::min(place + kNear + 1, machine.size()); ++i) {
    if (i == place) {
      continue;
    }
    const catalog::Run& other = runs[machine[i]];
    out.of_streams |= other.concurrency > 1 && !(run.concurrency > 1);
    out.drafts |= catalog::drafts(other);
    out.on_host |= catalog::puts_on_host(catalog, other) && !catalog::runs_on_host(other);
    out.deep |= other.depth >= kShowsDepth && !(run.depth >= kShowsDepth);
    out.fewer_devices |= other.n_devices < run.n_devices;
    as_many |= other.n_devices >= run.n_devices;
    if (other.model == run.model && !other.quant.empty()) {
      same_type |= is_alike(other.quant, run.quant);
      out.types.push_back(other.quant);
    }
  }
  out.fewer_devices &= !as_many;
  if (same_type) {
    out.types.clear();
  }
  return out;
}

/// All rows, machine by machine, in batches of which all variants can be kept. A machine of more rows has its own.
std::vector<Batch> batches_of(const catalog::Catalog& catalog, std::span<const catalog::Run> runs) {
  constexpr std::size_t kKept = 512;  // rows; some 30 kB each
  std::map<std::string, std::vector<std::size_t>> machines;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    machines[machine_of(runs[i])].push_back(i);
  }
  std::vector<Batch> out;
  for (const auto& [machine, members] : machines) {
    if (out.empty() || out.back().rows.size() + members.size() > kKept) {
      out.emplace_back();
    }
    Batch& batch = out.back();
    batch.rows.insert(batch.rows.end(), members.begin(), members.end());
    batch.machines.push_back(batch.rows.size());
    for (std::size_t place = 0; place < members.size(); ++place) {
      batch.beside.push_back(beside_of(catalog, runs, members, place));
    }
  }
  for (Batch& batch : out) {
    batch.evidence.resize(batch.rows.size());
    batch.judged.resize(batch.rows.size() > kKept ? 0 : batch.rows.size());
  }
  return out;
}

/// Of the rows that could be judged.
std::vector<ByCause<double>> posterior_of(const Batch& batch) {
  std::vector<ByCause<double>> out(batch.rows.size());
  std::size_t from = 0;
  for (const std::size_t end : batch.machines) {
    std::vector<RowEvidence> rows;
    std::vector<std::size_t> members;
    for (std::size_t i = from; i < end; ++i) {
      if (batch.evidence[i]) {
        rows.push_back(*batch.evidence[i]);
        members.push_back(i);
      }
    }
    if (!rows.empty()) {
      const std::vector<ByCause<double>> posterior = joint_posterior(rows);
      for (std::size_t j = 0; j < members.size(); ++j) {
        out[members[j]] = posterior[j];
      }
    }
    from = end;
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

/// Some cause gives a rate that is not far off, for what its prediction is worth.
bool is_given(const JudgedRow& row) {
  constexpr double kGives = 0.1;
  return std::any_of(
      row.causes.begin() + 1, row.causes.end(), [](const JudgedCause& j) { return j.given > kGives; });
}

/// Nothing explains a row: what it should have been, and which of its rates is odd.
std::string unexplained_words(const JudgedRow& row) {
  const catalog::Run& run = row.stated.run;
  const bool decode = run.tg_tps > 0;
  std::string words =
      fmt::format("{} {} tok/s{}; as stated {} are expected",
                  is_given(row) ? "something that is not on this list gives" : "none of the causes gives",
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

/// Best first.
void sort(std::vector<Hypothesis>& hypotheses) {
  std::stable_sort(hypotheses.begin(), hypotheses.end(), [](const Hypothesis& a, const Hypothesis& b) {
    return a.probability > b.probability;
  });
}

std::vector<Hypothesis> hypotheses_of(const JudgedRow& row, const ByCause<double>& posterior) {
  std::vector<Hypothesis> out;
  for (std::size_t c = 0; c < kCauses; ++c) {
    if (row.causes[c].possible) {
      out.push_back(hypothesis_of(row, static_cast<Cause>(c), posterior[c]));
    }
  }
  sort(out);
  return out;
}

/// Whether check() would find it odd if it were the only row: what to measure does not depend on the rows of others.
bool is_odd_alone(const Checked& row) {
  constexpr double kOdd = 0.05;  // tail of a correct run
  return predict::student_two_sided_tail(predict::kCorrectRunNu, row.z) < kOdd;
}

/// The first two that are a cause at all: there is nothing to predict for "unexplained".
std::string measurement_for(const catalog::Catalog& catalog,
                            const predict::Fitted& fitted,
                            const JudgedRow& row,
                            bool is_odd,
                            const Diagnosed& d) {
  constexpr double kBeyondDoubt = 0.95, kWorthAsking = 0.01;
  if (d.hypotheses.front().cause == Cause::ok && d.hypotheses.front().probability > kBeyondDoubt) {
    return "";
  }
  std::vector<Cause> named;
  for (const Hypothesis& h : d.hypotheses) {
    const bool told = h.cause != Cause::unexplained && !(is_odd && h.cause == Cause::ok);
    if (told && (named.empty() || h.probability > kWorthAsking)) {
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

/// Given that it is not ok: the others keep their proportions.
void leave_ok_out(const Checked& checked, std::vector<Hypothesis>& hypotheses) {
  constexpr double kLeastOthers = 1e-9;
  const auto of = [&](Cause cause) {
    return std::find_if(
        hypotheses.begin(), hypotheses.end(), [&](const Hypothesis& h) { return h.cause == cause; });
  };
  const auto ok = of(Cause::ok), unexplained = of(Cause::unexplained);
  if (ok == hypotheses.end() || unexplained == hypotheses.end()) {
    return;
  }
  const double others = 1 - std::exchange(ok->probability, 0);
  for (Hypothesis& h : hypotheses) {
    h.probability = others > kLeastOthers ? h.probability / others : h.cause == Cause::unexplained ? 1 : 0;
  }
  if (!deviates(checked.verdict)) {  // its prompt does
    unexplained->explanation =
        fmt::format("none of the causes gives {} tok/s of the prompt; as stated {} are expected",
                    catalog::measured_text(checked.prompt->measured_tps),
                    catalog::significant(checked.prompt->predicted_tps));
  }
  sort(hypotheses);
}

}  // namespace

std::vector<Diagnosed> diagnose(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                std::span<const catalog::Run> runs,
                                std::span<const Checked> checked,
                                const predict::EachPart& each_part) {
  std::vector<Diagnosed> out(runs.size());
  for (Batch& batch : batches_of(catalog, runs)) {
    const bool kept = !batch.judged.empty();
    each_part(batch.rows.size(), [&](std::size_t i) {
      std::optional<JudgedRow> row = judge_row(catalog, fitted, runs[batch.rows[i]], batch.beside[i]);
      if (!row) {
        return;
      }
      batch.evidence[i] = row->evidence;
      if (kept) {
        batch.judged[i].emplace(std::move(*row));
      }
    });
    const std::vector<ByCause<double>> posterior = posterior_of(batch);
    each_part(batch.rows.size(), [&](std::size_t i) {
      const std::size_t place = batch.rows[i];
      const std::optional<JudgedRow> row =
          kept ? std::move(batch.judged[i]) : judge_row(catalog, fitted, runs[place], batch.beside[i]);
      if (!row) {
        out[place] = not_modelled(checked[place]);
        return;
      }
      out[place].hypotheses = hypotheses_of(*row, posterior[i]);
      out[place].next_measurement =
          measurement_for(catalog, fitted, *row, is_odd_alone(checked[place]), out[place]);
    });
    batch = {};
  }
  return out;
}

std::vector<Diagnosed> as_told(std::span<const Checked> checked, std::span<const Diagnosed> diagnosed) {
  std::vector<Diagnosed> out(diagnosed.begin(), diagnosed.end());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (is_odd(checked[i])) {
      leave_ok_out(checked[i], out[i].hypotheses);
    }
  }
  return out;
}

}  // namespace tokroof::judge
