#include "judge/check/check.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/fingerprint.hpp"
#include "catalog/host.hpp"
#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "catalog/text.hpp"
#include "judge/check/usual_hosts.hpp"
#include "judge/score/evaluation.hpp"
#include "model/units.hpp"
#include "predict/student.hpp"

namespace tokroof::judge {
namespace {

constexpr double kFalseDiscovery = 0.05;
constexpr double kLevel = 0.9;
constexpr double kSurelyBeyond = 1.05;   // times the memory: what a program needs beside them is an estimate
constexpr double kLeastHostShare = 0.2;  // CPUs reach 0.2 to 0.8 of their memory's bandwidth

/// What the machine moved, and what that rate resembles.
std::string achieved(double bytes_per_s, double bandwidth_bytes_per_s, double host_bytes_per_s) {
  std::string text = fmt::format("moves {:.1f} GB/s of weights and KV, {:.1f} % of the {:.0f} GB/s specified",
                                 bytes_per_s / 1e9,
                                 100 * bytes_per_s / bandwidth_bytes_per_s,
                                 bandwidth_bytes_per_s / 1e9);
  const double host_share = host_bytes_per_s > 0 ? bytes_per_s / host_bytes_per_s : 0;
  if (host_share > kLeastHostShare && host_share < 1) {
    text += fmt::format(
        "; that is {:.0f} % of the {:.1f} GB/s of this host's memory, as if the model ran on the CPU",
        100 * host_share,
        host_bytes_per_s / 1e9);
  }
  return text;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  constexpr std::string_view kNames[] = {"ok", "slow", "fast", "impossible", "unknown"};
  return kNames[static_cast<int>(verdict)];
}

void CheckedTable::Expected::widen(const Expected& other) {
  const double apart = std::log(tps / other.tps);
  low_tps = std::min(low_tps, other.low_tps);
  high_tps = std::max(high_tps, other.high_tps);
  to_slowest = std::max(to_slowest, apart + other.to_slowest);
  to_fastest = std::min(to_fastest, apart + other.to_fastest);
}

/// A run that does not name its file may have had any that people run with its engine.
void CheckedTable::cover_files(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Run& run,
                               Expected& e) {
  const model::Architecture* model = catalog.find_model(run.model);
  const model::Device* device = catalog.find_device(run.device);
  if (model == nullptr || device == nullptr || !run.quant.empty() || run.size_gib > 0) {
    return;
  }
  const catalog::EngineFileTypes* types =
      catalog::file_types(catalog, catalog::engine_or_usual(run, *device), model->family);
  if (types == nullptr) {
    return;
  }
  const std::vector<std::string_view> usual = catalog::split_at(types->usual, '|');
  const double of_assumed = std::exchange(
      e.scale, 0);  // what is not said is covered by the types, and not by a wider interval of one
  for (const std::string_view type : usual) {
    catalog::Run typed = run;
    typed.quant = type;
    const predict::PredictionOutcome outcome =
        predict::predict(catalog, fitted, typed, {.must_fit = false, .rate_only = true});
    if (outcome.refusal) {
      continue;
    }
    const predict::Prediction& p = *outcome.prediction;
    const auto [low_tps, high_tps] = p.decode.correct(kLevel);
    const bool is_first = e.scale == 0;
    e.low_tps = is_first ? low_tps : std::min(e.low_tps, low_tps);
    e.high_tps = is_first ? high_tps : std::max(e.high_tps, high_tps);
    e.scale = std::max(e.scale, p.decode.scales.correct);
    e.to_slowest = std::max(e.to_slowest, std::log(e.tps / p.decode.tps()));
    e.to_fastest = std::min(e.to_fastest, std::log(e.tps / p.decode.tps()));
    e.ceiling_tps = std::max(e.ceiling_tps, p.ceiling_tps * e.streams);
  }
  e.scale = e.scale > 0 ? e.scale : of_assumed;
  if (usual.size() > 1) {
    e.unsaid = fmt::format("; the file is not said, and may be {} to {}", usual.front(), usual.back());
  }
}

void CheckedTable::take(const catalog::Catalog& catalog,
                        const catalog::Run& run,
                        const predict::Prediction& p,
                        Expected& e) {
  const model::Work& w = p.step.work;
  e.tps = p.decode.tps();
  std::tie(e.low_tps, e.high_tps) = p.decode.correct(kLevel);
  e.scale = p.decode.scales.correct;
  e.streams = p.step.figure.streams;
  e.ceiling_tps = p.ceiling_tps * e.streams;
  e.tokens = 1 + w.drafted * (w.acceptance > 0 ? w.acceptance : 0.0);
  e.bytes = w.weight_bytes + w.kv_bytes + w.state_bytes;
  e.bandwidth_bytes_per_s = p.step.rates.bandwidth_bytes_per_s;
  const auto host = p.step.how.cpu ? std::nullopt : catalog::offload_host(catalog, run);
  e.host_bytes_per_s = host ? host->bandwidth_bytes_per_s : 0;
}

/// A run that does not fit and does not say where it is has a part on the host, if its engine does that: from nothing on
/// the device with the slowest of the usual hosts to all that fits with the fastest. The middle is all that fits, with
/// the host in the middle. False: it is impossible.
bool CheckedTable::cover_placements(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    const catalog::Run& run,
                                    Expected& e) {
  const catalog::DeviceSet set = catalog::device_set(catalog, run.device);
  const model::Architecture* model = catalog.find_model(run.model);
  const bool card = set.found && (set.device.kind == model::DeviceKind::gpu ||
                                  set.device.kind == model::DeviceKind::accelerator);
  if (catalog::states_placement(run) || catalog::runs_on_host(run) || model == nullptr || !card ||
      catalog::backends_of(set.device).empty() ||  // no engine is known there
      !catalog::engine_facts(catalog, catalog::engine_or_usual(run, set.device)).ggml ||
      !(model->layers > 1)) {
    return false;
  }
  const auto with_layers = [&](catalog::Run part, double layers) {
    part.n_gpu_layers = layers;
    return predict::predict(catalog, fitted, part, {.rate_only = true}).prediction;
  };
  std::vector<std::pair<predict::Prediction, catalog::Run>> fullest;  // of each host
  double slowest = INFINITY;
  for (const HostGuess& guess : hosts_of(catalog, run, set.device)) {
    catalog::Run part = run;
    put_host(part, guess);
    const auto none = with_layers(part, 0);
    if (!none) {
      continue;
    }
    double fit = 0, beyond = model->layers;
    std::optional<predict::Prediction> most = none;
    while (beyond - fit > 1) {
      const double layers = std::floor((fit + beyond) / 2);
      auto tried = with_layers(part, layers);
      (tried ? fit : beyond) = layers;
      most = tried ? std::move(tried) : std::move(most);
    }
    if (model->experts > 1) {  // the usual way of mixtures
      part.placement = catalog::placement_cell(catalog::StatedPlacement::experts_on_host);
      auto experts = predict::predict(catalog, fitted, part, {.rate_only = true}).prediction;
      most = experts && experts->decode.tps() > most->decode.tps() ? std::move(experts) : std::move(most);
    }
    slowest = std::min(slowest, none->decode.correct(kLevel).first);
    fullest.emplace_back(std::move(*most), std::move(part));
  }
  if (fullest.empty()) {
    return false;
  }
  std::sort(fullest.begin(), fullest.end(), [](const auto& a, const auto& b) {
    return a.first.decode.tps() < b.first.decode.tps();
  });
  const auto& [middle, with_middle] = fullest[fullest.size() / 2];
  take(catalog, with_middle, middle, e);
  const predict::Estimate& fastest = fullest.back().first.decode;
  e.low_tps = slowest;
  e.high_tps = fastest.correct(kLevel).second;
  // No host is faster than the device: that it can be so and no faster is all that is certain.
  e.ceiling_tps = e.bandwidth_bytes_per_s / e.bytes * e.tokens * e.streams;
  e.to_slowest = std::log(e.tps / slowest);
  e.to_fastest = std::log(e.tps / fastest.tps());
  e.unsaid = "; it does not fit, and how much of it is on the host is not said";
  return true;
}

/// Where the weights fit but the cache at the stated length surely does not fit beside them, a part is on the host, or the
/// cache was smaller.
void CheckedTable::cover_cache(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Run& run,
                               const model::MemoryNeed& need,
                               Expected& e) {
  Expected parts;
  parts.run_class = e.run_class;
  if (!(need.needed_bytes() > kSurelyBeyond * need.available_bytes) ||
      !cover_placements(catalog, fitted, run, parts) || !(parts.low_tps < e.low_tps)) {
    return;
  }
  parts.widen(e);
  e = std::move(parts);
  e.unsaid =
      fmt::format("; {:.1f} GiB of weights and {:.1f} of cache do not fit, and a part may be on the host",
                  need.weights_bytes / model::kGib,
                  need.kv_bytes / model::kGib);
}

/// What its source usually shows is left out: a correct run is asked for.
CheckedTable::Expected CheckedTable::expected_of_build(const catalog::Catalog& catalog,
                                                       const predict::Fitted& fitted,
                                                       const catalog::Run& run) {
  Expected e;
  e.run_class = catalog::run_class(catalog, run);
  if (!(run.tg_tps > 0)) {
    e.refusal = "no decode rate to check";
    return e;
  }
  const predict::PredictionOutcome outcome =
      predict::predict(catalog, fitted, run, {.must_fit = false, .rate_only = true});
  if (!outcome.refusal) {
    take(catalog, run, *outcome.prediction, e);
    cover_files(catalog, fitted, run, e);
    cover_cache(catalog, fitted, run, outcome.prediction->memory, e);
    return e;
  }
  const bool too_big = outcome.refusal->reason == "does-not-fit";
  if (!too_big || !cover_placements(catalog, fitted, run, e)) {
    e.does_not_fit = too_big;
    e.refusal = outcome.refusal->reason + ": " + outcome.refusal->message;
  }
  return e;
}

/// A run of no stated day is of a new build, or of one that is up to a year older.
CheckedTable::Expected CheckedTable::expected(const catalog::Catalog& catalog,
                                              const predict::Fitted& fitted,
                                              const catalog::Run& stated) {
  constexpr double kTold = 1.02;
  catalog::Run run = stated;
  run.engine_date = predict::build_date(fitted, stated);
  Expected e = expected_of_build(catalog, fitted, run);
  if (!predict::is_undated(stated) || !(e.tps > 0)) {
    return e;
  }
  run.engine_date = predict::build_date(fitted, stated, predict::kUsualBuildAge);
  const Expected older = expected_of_build(catalog, fitted, run);
  if (!(older.tps > 0)) {
    return e;
  }
  if (older.low_tps * kTold < e.low_tps || older.high_tps > e.high_tps * kTold) {
    e.unsaid += "; the build is not said, and may be a year old";
  }
  e.widen(older);
  return e;
}

CheckedTable::CheckedTable(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           const catalog::PackedRuns& runs,
                           const predict::EachPart& each_part)
    : runs_(runs), expected_(runs.set_ups()), judged_(runs.size()) {
  predict::each_of(each_part, expected_.size(), [&](std::size_t set_up) {
    expected_[set_up] = expected(catalog, fitted, runs[runs.first_row_of(set_up)]);
  });
  adjust(each_part);
  judge();
}

double CheckedTable::deviations(std::size_t row) const {
  const Expected& e = expected_of(row);
  const double apart = std::log(e.tps / runs_.tg_tps(row));
  return (apart - std::clamp(apart, e.to_fastest, e.to_slowest)) / e.scale;
}

bool CheckedTable::comparable(std::size_t row) const {
  return expected_of(row).tps > 0 && !catalog::saturated_reading(runs_.tg_tps(row));
}

/// Benjamini-Hochberg over the rows that can be compared.
void CheckedTable::adjust(const predict::EachPart& each_part) {
  predict::each_of(each_part, size(), [&](std::size_t row) {
    judged_[row].q =
        comparable(row) ? predict::student_two_sided_tail(predict::kCorrectRunNu, deviations(row)) : 1;
  });
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < size(); ++row) {
    if (comparable(row)) {
      order.push_back(row);
    }
  }
  std::sort(
      order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return judged_[a].q < judged_[b].q; });
  double q = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t row = order[rank - 1];
    q = std::min(q, judged_[row].q * static_cast<double>(order.size()) / static_cast<double>(rank));
    judged_[row].q = q;
  }
}

void CheckedTable::judge() {
  std::unordered_map<std::string, std::size_t> names;
  std::vector<std::size_t> cell_of(expected_.size());  // of a set-up
  for (std::size_t set_up = 0; set_up < expected_.size(); ++set_up) {
    if (expected_[set_up].tps > 0) {
      cell_of[set_up] =
          names.emplace(catalog::run_cell(runs_[runs_.first_row_of(set_up)]), names.size()).first->second;
    }
  }
  std::vector<std::vector<double>> cells(names.size());
  for (std::size_t row = 0; row < size(); ++row) {
    if (comparable(row)) {
      cells[cell_of[runs_.set_up_of(row)]].push_back(deviations(row));
    }
  }
  std::vector<bool> certain(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    certain[i] = !cells[i].empty() && std::fabs(quantile(std::move(cells[i]), 0.5)) > kCertain;
  }
  for (std::size_t row = 0; row < size(); ++row) {
    const Expected& e = expected_of(row);
    Judged& j = judged_[row];
    if (!(e.tps > 0)) {
      j.verdict = e.does_not_fit ? Verdict::impossible : Verdict::unknown;
      j.certain = e.does_not_fit;
      j.q = e.does_not_fit ? 0 : 1;
      continue;
    }
    const double tps = runs_.tg_tps(row);
    const bool above = tps > kAboveCeiling * e.ceiling_tps;
    const bool outside = tps < e.low_tps || tps > e.high_tps;
    if (!above && !comparable(row)) {
      continue;  // saturated: unknown
    }
    j.verdict = above                                ? Verdict::impossible
                : !outside || j.q >= kFalseDiscovery ? Verdict::ok
                : e.tps > tps                        ? Verdict::slow
                                                     : Verdict::fast;
    j.certain = above || certain[cell_of[runs_.set_up_of(row)]];
  }
}

Checked CheckedTable::operator[](std::size_t row) const {
  const Expected& e = expected_of(row);
  const Judged& j = judged_[row];
  const double tps = runs_.tg_tps(row);
  Checked c{.run = row,
            .fingerprint = catalog::run_fingerprint(runs_[row]),
            .run_class = e.run_class,
            .verdict = j.verdict,
            .certain = j.certain,
            .measured_tps = tps > 0 ? tps : 0,
            .predicted_tps = e.tps,
            .low_tps = e.low_tps,
            .high_tps = e.high_tps,
            .ceiling_tps = e.ceiling_tps,
            .q = j.q,
            .z = e.tps > 0 ? deviations(row) : 0,
            .reason = e.refusal};
  if (!(e.tps > 0)) {
    return c;
  }
  c.reason = fmt::format("measured {} tok/s, expected {} ({} to {}{}), ceiling {}",
                         catalog::measured_text(tps),
                         catalog::significant(e.tps),
                         catalog::significant(e.low_tps),
                         catalog::significant(e.high_tps),
                         e.unsaid,
                         catalog::significant(e.ceiling_tps));
  if (j.verdict == Verdict::impossible) {
    c.reason += fmt::format(
        ": {:.2f} x what {:.0f} GB/s can stream", tps / e.ceiling_tps, e.bandwidth_bytes_per_s / 1e9);
  } else if (j.verdict == Verdict::slow) {
    c.reason += fmt::format(
        ": {:.1f} x slower than it should be; {}",
        e.tps * std::exp(-e.to_slowest) / tps,
        achieved(tps / e.streams / e.tokens * e.bytes, e.bandwidth_bytes_per_s, e.host_bytes_per_s));
  } else if (j.verdict == Verdict::fast) {
    c.reason += fmt::format(": {:.1f} x faster than it should be", tps / (e.tps * std::exp(-e.to_fastest)));
  } else if (!comparable(row)) {
    c.reason += ": saturated, some instruments show 1000 tok/s for whatever is too fast for them";
  }
  return c;
}

std::vector<Checked> check(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::span<const catalog::Run> runs) {
  const catalog::PackedRuns packed(runs);
  const CheckedTable table(catalog, fitted, packed);
  std::vector<Checked> rows;
  rows.reserve(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    rows.push_back(table[row]);
  }
  return rows;
}

}  // namespace tokroof::judge
