#include "judge/diagnose/table_findings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"
#include "judge/diagnose/expectation.hpp"
#include "model/units.hpp"

namespace tokroof::judge {
namespace {

constexpr double kGbPerGib = model::kGib / 1e9;

std::string number(double x) { return std::isnan(x) ? "" : fmt::format("{:.6g}", x); }

/// Everything that a run's rate depends on, without its source.
std::string configuration(const catalog::Run& r) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
                     r.engine,
                     r.engine_version,
                     r.backend,
                     r.build,
                     r.device,
                     number(r.n_devices),
                     r.split.text(),
                     r.model,
                     r.quant,
                     r.placement.text(),
                     number(r.n_gpu_layers),
                     r.flash_attention.text(),
                     r.kv_type,
                     number(r.n_prompt),
                     number(r.n_gen),
                     number(r.depth),
                     number(r.concurrency),
                     number(r.micro_batch),
                     r.speculative.text(),
                     r.host,
                     r.prompt_kind);
}

/// Rows of one configuration that may be equal to a row: those whose rates lie in the same or the next cell of a
/// logarithmic grid. A row that was found to repeat another is not compared with again, so a cell holds few.
class EarlierRows {
 public:
  static constexpr double kSame = 5e-4;  // of the rate: rounding to three or four digits

  explicit EarlierRows(const catalog::PackedRuns& runs) : runs_(runs), configurations_(runs.set_ups()) {
    std::unordered_map<std::string, std::size_t> numbers;
    for (std::size_t set_up = 0; set_up < runs.set_ups(); ++set_up) {
      const std::string text = configuration(runs[runs.first_row_of(set_up)]);
      configurations_[set_up] = numbers.emplace(text, numbers.size()).first->second;
    }
  }

  /// The first row before this one with the same rates; none: this one is remembered.
  std::optional<std::size_t> same_as(std::size_t row) {
    const Cell own = cell_of(row);
    std::optional<std::size_t> found;
    for (long tg = own.tg - 1; tg <= own.tg + 1; ++tg) {
      for (long pp = own.pp - 1; pp <= own.pp + 1; ++pp) {
        const auto [from, to] = rows_.equal_range({own.configuration, tg, pp});
        for (auto i = from; i != to; ++i) {
          if (is_same(row, i->second) && (!found || i->second < *found)) {
            found = i->second;
          }
        }
      }
    }
    if (!found) {
      rows_.emplace(own, row);
    }
    return found;
  }

 private:
  struct Cell {
    std::size_t configuration = 0;
    long tg = 0, pp = 0;
    bool operator==(const Cell&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Cell& cell) const {
      constexpr auto kOdd =
          static_cast<std::size_t>(0x9E3779B97F4A7C15U);  // 2^64 over the golden ratio: Fibonacci hashing
      return ((cell.configuration * kOdd + static_cast<std::size_t>(cell.tg)) * kOdd +
              static_cast<std::size_t>(cell.pp)) *
             kOdd;
    }
  };

  [[nodiscard]] Cell cell_of(std::size_t row) const {
    constexpr double kWidth =
        1.01 * kSame;  // |a - b| <= kSame a is a little more than kSame in the logarithm
    const auto place = [](double tps) {
      return tps > 0 ? static_cast<long>(std::floor(std::log(tps) / kWidth)) : -1000000;  // below every rate
    };
    return {configurations_[runs_.set_up_of(row)], place(runs_.tg_tps(row)), place(runs_.pp_tps(row))};
  }

  [[nodiscard]] bool is_same(std::size_t row, std::size_t earlier) const {
    const auto same = [](double a, double b) {
      return std::isnan(a) ? std::isnan(b) : std::fabs(a - b) <= kSame * a;
    };
    return same(runs_.tg_tps(row), runs_.tg_tps(earlier)) && same(runs_.pp_tps(row), runs_.pp_tps(earlier));
  }

  const catalog::PackedRuns& runs_;
  std::vector<std::size_t> configurations_;  ///< of a set-up
  std::unordered_multimap<Cell, std::size_t, Hash> rows_;
};

void find_duplicates(const catalog::PackedRuns& runs, std::vector<Finding>& out) {
  EarlierRows earlier(runs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!(runs.tg_tps(i) > 0)) {
      continue;
    }
    if (const auto j = earlier.same_as(i)) {
      out.push_back({FindingKind::near_duplicate,
                     {i, *j},
                     fmt::format("the same run as {}: {:.6g} tok/s of the same configuration",
                                 catalog::place(runs[*j]),
                                 runs.tg_tps(i))});
    }
  }
}

/// One value, to the last digit, for several models: real rates scatter.
void find_repeated(const catalog::PackedRuns& runs, std::vector<Finding>& out) {
  constexpr std::size_t kLeastRows = 5, kLeastModels = 3;
  constexpr double kDigits = 100;  // slower rates are published with two digits and meet by chance
  std::map<std::pair<std::string, double>, std::vector<std::size_t>> by_value;
  std::vector<std::string> sources, models;  // of the set-ups
  for (std::size_t set_up = 0; set_up < runs.set_ups(); ++set_up) {
    const catalog::Run run = runs[runs.first_row_of(set_up)];
    sources.push_back(run.source);
    models.push_back(run.model + "|" + run.quant + "|" + run.device);
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs.tg_tps(i) >= kDigits) {
      by_value[{sources[runs.set_up_of(i)], runs.tg_tps(i)}].push_back(i);
    }
  }
  for (auto& [value, rows] : by_value) {
    std::set<std::string_view> models_of_value;
    for (const std::size_t i : rows) {
      models_of_value.insert(models[runs.set_up_of(i)]);
    }
    if (rows.size() >= kLeastRows && models_of_value.size() >= kLeastModels) {
      const std::size_t count = rows.size();
      out.push_back(
          {FindingKind::repeated_value,
           std::move(rows),
           fmt::format("{} rows read exactly {:.6g} tok/s, on {} combinations of model, file and device: a "
                       "saturated reading or a cell that was filled down",
                       count,
                       value.second,
                       models_of_value.size())});
    }
  }
}

void find_swapped(const Expectation& e, const catalog::Run& run, std::size_t i, std::vector<Finding>& out) {
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
    out.push_back({FindingKind::swapped_columns,
                   {i},
                   fmt::format("pp_tps {} and tg_tps {} look exchanged: {} and {} are expected",
                               catalog::measured_text(run.pp_tps),
                               catalog::measured_text(run.tg_tps),
                               catalog::significant(std::exp(e.ln_pp_tps)),
                               catalog::significant(std::exp(e.ln_tps)))});
  }
}

/// ln(stated size / size of the label's file) of a row whose file type weighs what it says; none: nothing to compare.
std::optional<double> size_error(const catalog::Catalog& catalog, const catalog::Run& run) {
  constexpr double kSmall = 4;  // GiB: smaller files hold more of what a recipe does not tell
  const std::string name = catalog::lower_case(run.quant);
  const bool mix = name.starts_with("ud-") || name.find("mix") != std::string::npos ||
                   name.find("_xl") != std::string::npos;
  if (mix || !(run.size_gib > kSmall)) {
    return std::nullopt;
  }
  const auto labelled = labelled_file_bytes(catalog, run);
  return labelled ? std::optional(std::log(run.size_gib * model::kGib / *labelled)) : std::nullopt;
}

/// Sizes of one source that are off by the factor between GB and GiB.
void find_size_units(const catalog::PackedRuns& runs,
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

/// Whether a slip may be behind a row's rate. What has no prediction of check() may have one where everything fits.
bool is_far_off(const CheckedTable& rows, std::size_t row) {
  constexpr double kNearest = 3;  // deviations: below what any slip is asked for, as widths differ a little
  return !(std::fabs(rows.deviations(row)) <= kNearest);
}

/// What the rows of one set-up are expected to show.
struct Outlook {
  std::string source;
  std::optional<double> size_error;
  std::optional<Expectation> stated;      ///< none: no row is far off
  std::optional<Expectation> other_rate;  ///< if the rate were one stream's, or all streams'
  std::string other_what;
};

/// `far_off`: a row of this set-up is. Rows that a rate alone says everything of have nothing to be compared with.
Outlook outlook_of(const catalog::Catalog& catalog,
                   const predict::Fitted& fitted,
                   const catalog::Run& run,
                   bool far_off) {
  Outlook out;
  if (!(run.tg_tps > 0)) {
    return out;
  }
  out.size_error = size_error(catalog, run);
  out.source = run.source;
  if (!far_off || !(run.pp_tps > 0 || run.concurrency > 1)) {
    return out;
  }
  const Variant nothing;
  out.stated = expectations(catalog, fitted, run, {&nothing, 1}, false).front();
  Stated stated{.catalog = catalog, .run = run};
  if (out.stated && run.concurrency > 1 && look_up(catalog, run, stated)) {
    const std::vector<Variant> other = variants_of(stated, Cause::aggregate);
    out.other_rate = expectations(catalog, fitted, run, other).front();
    out.other_what = other.front().what;
  }
  return out;
}

void find_stream_slips(const Outlook& outlook,
                       const catalog::Run& run,
                       std::size_t i,
                       std::vector<Finding>& out) {
  constexpr double kFarOff = 3.5, kNear = 2;
  const Expectation& as_stated = *outlook.stated;
  const std::optional<Expectation>& e = outlook.other_rate;
  const double ln = std::log(run.tg_tps);
  if (e && std::fabs(ln - as_stated.ln_tps) / as_stated.scale > kFarOff &&
      std::fabs(ln - e->ln_tps) / e->scale < kNear) {
    out.push_back({FindingKind::stream_aggregate,
                   {i},
                   fmt::format("{} tok/s looks like {}, not as the column rate says: {} against {}",
                               catalog::measured_text(run.tg_tps),
                               outlook.other_what,
                               catalog::significant(std::exp(e->ln_tps)),
                               catalog::significant(std::exp(as_stated.ln_tps)))});
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

std::vector<Finding> table_findings(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    const CheckedTable& rows,
                                    const predict::EachPart& each_part) {
  const catalog::PackedRuns& runs = rows.runs();
  std::vector<Finding> out;
  find_duplicates(runs, out);
  find_repeated(runs, out);
  drop_repeated_duplicates(out);
  std::vector<bool> far_off(runs.set_ups());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (is_far_off(rows, i)) {
      far_off[runs.set_up_of(i)] = true;
    }
  }
  std::vector<Outlook> outlooks(runs.set_ups());
  predict::each_of(each_part, outlooks.size(), [&](std::size_t set_up) {
    outlooks[set_up] = outlook_of(catalog, fitted, runs[runs.first_row_of(set_up)], far_off[set_up]);
  });
  std::map<std::string, std::vector<std::pair<std::size_t, double>>> size_errors;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Outlook& outlook = outlooks[runs.set_up_of(i)];
    if (outlook.size_error) {
      size_errors[outlook.source].emplace_back(i, *outlook.size_error);
    }
    if (outlook.stated && is_far_off(rows, i)) {
      const catalog::Run run = runs[i];
      find_swapped(*outlook.stated, run, i, out);
      find_stream_slips(outlook, run, i, out);
    }
  }
  find_size_units(runs, size_errors, out);
  std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
    return a.rows.front() < b.rows.front();
  });
  return out;
}

}  // namespace tokroof::judge
