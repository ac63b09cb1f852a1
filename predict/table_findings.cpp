#include "predict/table_findings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "model/units.hpp"
#include "predict/diagnose/expectation.hpp"

namespace tokroof {
namespace {

constexpr double kGbPerGib = kGib / 1e9;

std::string place(const Run& run) { return fmt::format("{}:{}", run.table, run.line); }

std::string number(double x) { return std::isnan(x) ? "" : fmt::format("{:.6g}", x); }

/// Everything that a run's rate depends on, without its source.
std::string configuration(const Run& r) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
                     r.engine,
                     r.engine_version,
                     r.backend,
                     r.device,
                     number(r.n_devices),
                     r.split,
                     r.model,
                     r.quant,
                     r.placement,
                     number(r.n_gpu_layers),
                     r.flash_attention,
                     r.kv_type,
                     number(r.n_prompt),
                     number(r.n_gen),
                     number(r.depth),
                     number(r.concurrency),
                     r.speculative,
                     r.host,
                     r.prompt_kind);
}

void find_duplicates(std::span<const Run> runs, std::vector<Finding>& out) {
  constexpr double kSame = 5e-4;  // of the rate: rounding to three or four digits
  const auto same = [&](double a, double b) {
    return std::isnan(a) ? std::isnan(b) : std::fabs(a - b) <= kSame * a;
  };
  std::map<std::string, std::vector<std::size_t>> seen;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!(runs[i].tg_tps > 0)) {
      continue;
    }
    std::vector<std::size_t>& earlier = seen[configuration(runs[i])];
    for (const std::size_t j : earlier) {
      if (same(runs[i].tg_tps, runs[j].tg_tps) && same(runs[i].pp_tps, runs[j].pp_tps)) {
        out.push_back({FindingKind::near_duplicate,
                       {i, j},
                       fmt::format("the same run as {}: {:.6g} tok/s of the same configuration",
                                   place(runs[j]),
                                   runs[i].tg_tps)});
        break;
      }
    }
    earlier.push_back(i);
  }
}

/// One value, to the last digit, for several models: real rates scatter.
void find_repeated(std::span<const Run> runs, std::vector<Finding>& out) {
  constexpr std::size_t kLeastRows = 5, kLeastModels = 3;
  constexpr double kDigits = 100;  // slower rates are published with two digits and meet by chance
  std::map<std::pair<std::string, double>, std::vector<std::size_t>> by_value;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].tg_tps >= kDigits) {
      by_value[{runs[i].source, runs[i].tg_tps}].push_back(i);
    }
  }
  for (const auto& [value, rows] : by_value) {
    std::set<std::string> models;
    for (const std::size_t i : rows) {
      models.insert(runs[i].model + "|" + runs[i].quant + "|" + runs[i].device);
    }
    if (rows.size() >= kLeastRows && models.size() >= kLeastModels) {
      out.push_back(
          {FindingKind::repeated_value,
           rows,
           fmt::format("{} rows read exactly {:.6g} tok/s, on {} combinations of model, file and device: a "
                       "saturated reading or a cell that was filled down",
                       rows.size(),
                       value.second,
                       models.size())});
    }
  }
}

void find_swapped(const Expectation& e, const Run& run, std::size_t i, std::vector<Finding>& out) {
  constexpr double kFarOff = 5, kNear = 2.5;  // deviations
  if (!(run.pp_tps > 0) || std::isnan(e.ln_pp_tps)) {
    return;
  }
  const auto z = [](double tps, double ln_expected, double scale) {
    return std::fabs(std::log(tps) - ln_expected) / scale;
  };
  const double stated = std::min(z(run.tg_tps, e.ln_tps, e.scale), z(run.pp_tps, e.ln_pp_tps, e.pp_scale));
  const double swapped = std::max(z(run.pp_tps, e.ln_tps, e.scale), z(run.tg_tps, e.ln_pp_tps, e.pp_scale));
  if (stated > kFarOff && swapped < kNear) {
    out.push_back(
        {FindingKind::swapped_columns,
         {i},
         fmt::format("pp_tps {:.4g} and tg_tps {:.4g} look exchanged: {:.3g} and {:.3g} are expected",
                     run.pp_tps,
                     run.tg_tps,
                     std::exp(e.ln_pp_tps),
                     std::exp(e.ln_tps))});
  }
}

/// ln(stated size / size of the label's file) of a row whose file type weighs what it says; none: nothing to compare.
std::optional<double> size_error(const Expectation& e, const Run& run) {
  constexpr double kSmall = 4;  // GiB: smaller files hold more of what a recipe does not tell
  const std::string name = lower_case(run.quant);
  const bool mix = name.starts_with("ud-") || name.find("mix") != std::string::npos ||
                   name.find("_xl") != std::string::npos;
  if (mix || !(run.size_gib > kSmall) || std::isnan(e.ln_file_bytes)) {
    return std::nullopt;
  }
  return std::log(run.size_gib * kGib) - e.ln_file_bytes;
}

/// Sizes of one source that are off by the factor between GB and GiB.
void find_size_units(std::span<const Run> runs,
                     const std::map<std::string, std::vector<std::pair<std::size_t, double>>>& errors,
                     std::vector<Finding>& out) {
  constexpr double kNear = 0.02;
  const double slip = std::log(kGbPerGib);
  for (const auto& [source, sizes] : errors) {
    for (const int sign : {1, -1}) {
      Finding finding{FindingKind::size_unit, {}, ""};
      for (const auto& [row, error] : sizes) {
        if (std::fabs(error - sign * slip) < kNear) {
          finding.rows.push_back(row);
        }
      }
      if (!finding.rows.empty() && 2 * finding.rows.size() > sizes.size()) {
        finding.message =
            fmt::format("size_gib of {} of {} rows of {} is {:.3f} times the file's: {}, first {:.4g}",
                        finding.rows.size(),
                        sizes.size(),
                        source,
                        sign > 0 ? kGbPerGib : 1 / kGbPerGib,
                        sign > 0 ? "gigabytes of 10^9 bytes, not GiB" : "converted from GB to GiB twice",
                        runs[finding.rows.front()].size_gib);
        out.push_back(std::move(finding));
      }
    }
  }
}

void find_stream_slips(const Catalog& catalog,
                       const Fitted& fitted,
                       const Expectation& as_stated,
                       const Run& run,
                       std::size_t i,
                       std::vector<Finding>& out) {
  constexpr double kFarOff = 3.5, kNear = 2;
  Stated stated{.catalog = catalog, .run = run};
  if (!(run.concurrency > 1) || !look_up(catalog, run, stated)) {
    return;
  }
  const std::vector<Variant> other = variants_of(stated, Cause::aggregate);
  const auto e = expectations(catalog, fitted, run, other).front();
  const double ln = std::log(run.tg_tps);
  if (e && std::fabs(ln - as_stated.ln_tps) / as_stated.scale > kFarOff &&
      std::fabs(ln - e->ln_tps) / e->scale < kNear) {
    out.push_back(
        {FindingKind::stream_aggregate,
         {i},
         fmt::format("{:.4g} tok/s looks like {}, not as the column rate says: {:.3g} against {:.3g}",
                     run.tg_tps,
                     other.front().what,
                     std::exp(e->ln_tps),
                     std::exp(as_stated.ln_tps))});
  }
}

/// Saturated readings are no duplicates of each other.
void drop_repeated_duplicates(std::vector<Finding>& findings) {
  std::set<std::size_t> repeated;
  for (const Finding& f : findings) {
    if (f.kind == FindingKind::repeated_value) {
      repeated.insert(f.rows.begin(), f.rows.end());
    }
  }
  std::erase_if(findings, [&](const Finding& f) {
    return f.kind == FindingKind::near_duplicate && repeated.contains(f.rows.front());
  });
}

}  // namespace

std::string_view finding_name(FindingKind kind) {
  constexpr std::array<std::string_view, 5> kNames{
      "near-duplicate", "repeated-value", "swapped-columns", "size-unit", "stream-aggregate"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<Finding> table_findings(const Catalog& catalog, const Fitted& fitted, std::span<const Run> runs) {
  std::vector<Finding> out;
  find_duplicates(runs, out);
  find_repeated(runs, out);
  drop_repeated_duplicates(out);
  std::map<std::string, std::vector<std::pair<std::size_t, double>>> size_errors;
  const Variant nothing;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    if (!(run.tg_tps > 0) || !(run.pp_tps > 0 || run.size_gib > 0 || run.concurrency > 1)) {
      continue;
    }
    const auto e = expectations(catalog, fitted, run, {&nothing, 1}, false).front();
    if (!e) {
      continue;
    }
    find_swapped(*e, run, i, out);
    find_stream_slips(catalog, fitted, *e, run, i, out);
    if (const auto error = size_error(*e, run)) {
      size_errors[run.source].emplace_back(i, *error);
    }
  }
  find_size_units(runs, size_errors, out);
  std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
    return a.rows.front() < b.rows.front();
  });
  return out;
}

}  // namespace tokroof
