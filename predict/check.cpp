#include "predict/check.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "catalog/host.hpp"
#include "catalog/run_class.hpp"
#include "predict/evaluation.hpp"
#include "predict/prediction.hpp"

namespace tokroof {
namespace {

constexpr double kFalseDiscovery = 0.05;
constexpr double kLevel = 0.9;
constexpr double kLeastHostShare = 0.2;  // CPUs reach 0.2 to 0.8 of their memory's bandwidth

/// Rates of a row as its figure counts them: an aggregate rate is all streams together.
double streams_counted(const Step& step) { return step.figure.streams; }

/// What the machine moved, and what that rate resembles.
std::string achieved(const Catalog& catalog, const Run& run, const Prediction& p) {
  const Work& w = p.step.work;
  const double steps_per_s =
      run.tg_tps / streams_counted(p.step) / (1 + w.drafted * (w.acceptance > 0 ? w.acceptance : 0.0));
  const double bytes_per_s = steps_per_s * (w.weight_bytes + w.kv_bytes + w.state_bytes);
  std::string text = fmt::format("moves {:.1f} GB/s of weights and KV, {:.1f} % of the {:.0f} GB/s specified",
                                 bytes_per_s / 1e9,
                                 100 * bytes_per_s / p.step.rates.bandwidth_bytes_per_s,
                                 p.step.rates.bandwidth_bytes_per_s / 1e9);
  const auto host = p.step.how.cpu ? std::nullopt : offload_host(catalog, run);
  const double host_share = host ? bytes_per_s / host->bandwidth_bytes_per_s : 0;
  if (host_share > kLeastHostShare && host_share < 1) {
    text += fmt::format(
        "; that is {:.0f} % of the {:.1f} GB/s of this host's memory, as if the model ran on the CPU",
        100 * host_share,
        host->bandwidth_bytes_per_s / 1e9);
  }
  return text;
}

std::string numbers(const Run& run, const Checked& c) {
  return fmt::format("measured {:.4g} tok/s, expected {:.4g} ({:.4g} to {:.4g}), ceiling {:.4g}",
                     run.tg_tps,
                     c.predicted_tps,
                     c.low_tps,
                     c.high_tps,
                     c.ceiling_tps);
}

/// Prediction of one row without its verdict, as a correct run would be: what its source usually shows is left out.
void predict_row(const Catalog& catalog,
                 const Fitted& fitted,
                 const Run& run,
                 Checked& c,
                 std::optional<Prediction>& prediction) {
  c.run_class = run_class(catalog, run);
  c.measured_tps = run.tg_tps > 0 ? run.tg_tps : 0;
  if (!(run.tg_tps > 0)) {
    c.reason = "no decode rate to check";
    return;
  }
  PredictionOutcome outcome = predict(catalog, fitted, run, {.must_fit = false});
  if (outcome.refusal) {
    c.verdict = outcome.refusal->reason == "does-not-fit" ? Verdict::impossible : Verdict::unknown;
    c.certain = c.verdict == Verdict::impossible;
    c.q = c.certain ? 0 : 1;
    c.reason = outcome.refusal->reason + ": " + outcome.refusal->message;
    return;
  }
  prediction = std::move(outcome.prediction);
  const auto [low, high] = prediction->decode.correct(kLevel);
  c.predicted_tps = prediction->decode.tps();
  c.low_tps = low;
  c.high_tps = high;
  c.ceiling_tps = prediction->ceiling_tps * streams_counted(prediction->step);
  c.z = std::log(c.predicted_tps / run.tg_tps) / prediction->decode.scales.correct;
}

/// Whether a row has a rate and a prediction to compare it with.
bool comparable(const Run& run, const Checked& c) { return c.predicted_tps > 0 && !saturated_reading(run); }

/// Benjamini-Hochberg over the rows that can be compared.
void adjust(std::span<const Run> runs, std::vector<Checked>& rows) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (comparable(runs[i], rows[i])) {
      order.push_back(i);
    }
  }
  const auto tail = [&](std::size_t i) { return student_two_sided_tail(kCorrectRunNu, rows[i].z); };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return tail(a) < tail(b); });
  double q = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    q = std::min(q, tail(i) * static_cast<double>(order.size()) / static_cast<double>(rank));
    rows[i].q = q;
  }
}

void judge(const Catalog& catalog, const Run& run, const Prediction& p, double cell_z, Checked& c) {
  c.reason = numbers(run, c);
  if (run.tg_tps > kAboveCeiling * c.ceiling_tps) {
    c.verdict = Verdict::impossible;
    c.certain = true;
    c.reason += fmt::format(": {:.2f} x what {:.0f} GB/s can stream",
                            run.tg_tps / c.ceiling_tps,
                            p.step.rates.bandwidth_bytes_per_s / 1e9);
    return;
  }
  if (saturated_reading(run)) {
    c.reason += ": saturated, some instruments show 1000 tok/s for whatever is too fast for them";
    return;
  }
  const bool outside = run.tg_tps < c.low_tps || run.tg_tps > c.high_tps;
  c.verdict = !outside || c.q >= kFalseDiscovery ? Verdict::ok : c.z > 0 ? Verdict::slow : Verdict::fast;
  c.certain = std::fabs(cell_z) > kCertain;
  if (c.verdict == Verdict::slow) {
    c.reason += fmt::format(
        ": {:.1f} x slower than it should be; {}", c.predicted_tps / run.tg_tps, achieved(catalog, run, p));
  } else if (c.verdict == Verdict::fast) {
    c.reason += fmt::format(": {:.1f} x faster than it should be", run.tg_tps / c.predicted_tps);
  }
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  constexpr std::string_view kNames[] = {"ok", "slow", "fast", "impossible", "unknown"};
  return kNames[static_cast<int>(verdict)];
}

std::vector<Checked> check(const Catalog& catalog, const Fitted& fitted, std::span<const Run> runs) {
  std::vector<Checked> rows(runs.size());
  std::vector<std::optional<Prediction>> predictions(runs.size());
  std::map<std::string, std::vector<double>> cells;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    rows[i].run = i;
    predict_row(catalog, fitted, runs[i], rows[i], predictions[i]);
    if (comparable(runs[i], rows[i])) {
      cells[run_cell(runs[i])].push_back(rows[i].z);
    }
  }
  adjust(runs, rows);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (predictions[i]) {
      judge(catalog, runs[i], *predictions[i], quantile(cells[run_cell(runs[i])], 0.5), rows[i]);
    }
  }
  return rows;
}

}  // namespace tokroof
