#include "judge/diagnose/table_findings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "catalog/hashed_numbers.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/texts.hpp"
#include "judge/diagnose/expectation.hpp"
#include "model/units.hpp"

namespace tokroof::judge {
namespace {

constexpr double kGbPerGib = model::kGib / 1e9;

std::string number(double x) { return std::isnan(x) ? "" : fmt::format("{:.6g}", x); }

/// Everything that a run's rate depends on, without its source.
std::string configuration(const catalog::Run& r) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
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
                     r.details.override_tensor,
                     number(r.details.n_cpu_moe),
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
    catalog::HashedNumbers numbers;
    std::vector<std::size_t> hashes(runs.set_ups());
    for (std::uint32_t set_up = 0; set_up < runs.set_ups(); ++set_up) {
      const std::string text = configuration(runs[runs.first_row_of(set_up)]);
      hashes[set_up] = std::hash<std::string>()(text);
      configurations_[set_up] = set_up;
      numbers.find(hashes[set_up], [&](std::uint32_t other) {
        const bool same =
            hashes[other] == hashes[set_up] && configuration(runs[runs.first_row_of(other)]) == text;
        configurations_[set_up] = same ? other : set_up;
        return same;
      });
      if (configurations_[set_up] == set_up) {
        numbers.add(set_up, [&](std::uint32_t other) { return hashes[other]; });
      }
    }
  }

  /// The first row before this one with the same rates; none: this one is remembered.
  std::optional<std::uint32_t> same_as(std::uint32_t row) {
    const Cell own = cell_of(row);
    std::optional<std::uint32_t> found;
    for (long tg = own.tg - 1; tg <= own.tg + 1; ++tg) {
      for (long pp = own.pp - 1; pp <= own.pp + 1; ++pp) {
        rows_.find(hash({own.configuration, tg, pp}), [&](std::uint32_t earlier) {
          if ((!found || earlier < *found) && is_same(row, earlier)) {
            found = earlier;
          }
          return false;
        });
      }
    }
    if (!found) {
      rows_.add(row, [&](std::uint32_t other) { return hash(cell_of(other)); });
    }
    return found;
  }

 private:
  struct Cell {
    std::uint32_t configuration = 0;
    long tg = 0, pp = 0;
  };
  static std::size_t hash(const Cell& cell) {
    constexpr auto kOdd =
        static_cast<std::size_t>(0x9E3779B97F4A7C15U);  // 2^64 over the golden ratio: Fibonacci hashing
    return (cell.configuration * kOdd + static_cast<std::size_t>(cell.tg)) * kOdd +
           static_cast<std::size_t>(cell.pp);
  }

  [[nodiscard]] Cell cell_of(std::size_t row) const {
    constexpr double kWidth =
        1.01 * kSame;  // |a - b| <= kSame a is a little more than kSame in the logarithm
    const auto place = [](double tps) {
      return tps > 0 ? static_cast<long>(std::floor(std::log(tps) / kWidth)) : -1000000;  // below every rate
    };
    return {configurations_[runs_.set_up_of(row)], place(runs_.tg_tps(row)), place(runs_.pp_tps(row))};
  }

  /// What is the same lies in the same or the next cell.
  [[nodiscard]] bool is_same(std::size_t row, std::size_t earlier) const {
    const auto same = [](double a, double b) {
      return std::isnan(a) ? std::isnan(b) : std::fabs(a - b) <= kSame * a;
    };
    return configurations_[runs_.set_up_of(row)] == configurations_[runs_.set_up_of(earlier)] &&
           same(runs_.tg_tps(row), runs_.tg_tps(earlier)) && same(runs_.pp_tps(row), runs_.pp_tps(earlier));
  }

  const catalog::PackedRuns& runs_;
  std::vector<std::uint32_t> configurations_;  ///< of a set-up: the first set-up that has it
  catalog::HashedNumbers rows_;
};

/// Numbers of what the set-ups say.
template <class TextOf>
std::vector<std::uint32_t> numbers_of(const catalog::PackedRuns& runs, TextOf text_of) {
  catalog::Texts texts;
  std::vector<std::uint32_t> out(runs.set_ups());
  for (std::size_t set_up = 0; set_up < runs.set_ups(); ++set_up) {
    out[set_up] = texts.number_of(text_of(runs[runs.first_row_of(set_up)]));
  }
  return out;
}

/// One value, to the last digit, for several models: real rates scatter.
std::vector<Finding> repeated_values(const catalog::PackedRuns& runs) {
  constexpr std::size_t kLeastRows = 5, kLeastModels = 3;
  constexpr double kDigits = 100;  // slower rates are published with two digits and meet by chance
  const auto sources = numbers_of(runs, [](const catalog::Run& run) { return run.source; });
  const auto models = numbers_of(
      runs, [](const catalog::Run& run) { return run.model + "|" + run.quant + "|" + run.device; });
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < runs.size(); ++i) {
    if (runs.tg_tps(i) >= kDigits) {
      order.push_back(i);
    }
  }
  const auto value_of = [&](std::uint32_t row) {
    return std::pair(sources[runs.set_up_of(row)], runs.tg_tps(row));
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(value_of(a), a) < std::pair(value_of(b), b);
  });
  std::vector<Finding> out;
  for (auto begin = order.begin(), end = begin; begin != order.end(); begin = end) {
    std::set<std::uint32_t> models_of_value;
    for (; end != order.end() && value_of(*end) == value_of(*begin); ++end) {
      models_of_value.insert(models[runs.set_up_of(*end)]);
    }
    const std::vector<std::size_t> rows(begin, end);
    if (rows.size() >= kLeastRows && models_of_value.size() >= kLeastModels) {
      out.push_back(
          {FindingKind::repeated_value,
           rows,
           fmt::format("{} rows read exactly {:.6g} tok/s, on {} combinations of model, file and device: a "
                       "saturated reading or a cell that was filled down",
                       rows.size(),
                       runs.tg_tps(*begin),
                       models_of_value.size())});
    }
  }
  return out;
}

void find_swapped(const Expectation& e, const catalog::Run& run, std::size_t i, TableFindings& out) {
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
    out.add({FindingKind::swapped_columns,
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

/// Sizes of one source that are off by the factor between GB and GiB. `errors`: of the set-ups, kUnknown where there is
/// nothing to compare.
std::vector<Finding> size_units(const catalog::PackedRuns& runs, const std::vector<double>& errors) {
  constexpr double kNear = 0.02;
  const double slip = std::log(kGbPerGib);
  struct Sizes {
    std::size_t all = 0;
    std::array<std::size_t, 2> near{};  ///< too large, too small
  };
  const auto sources = numbers_of(runs, [](const catalog::Run& run) { return run.source; });
  const auto is_near = [&](std::size_t row, std::size_t side) {
    return std::fabs(errors[runs.set_up_of(row)] - (side == 0 ? slip : -slip)) < kNear;
  };
  std::map<std::uint32_t, Sizes> by_source;
  for (std::size_t row = 0; row < runs.size(); ++row) {
    if (!std::isnan(errors[runs.set_up_of(row)])) {
      Sizes& sizes = by_source[sources[runs.set_up_of(row)]];
      ++sizes.all;
      for (const std::size_t side : {0, 1}) {
        sizes.near[side] += is_near(row, side) ? 1 : 0;
      }
    }
  }
  const auto is_slip = [](const Sizes& sizes, std::size_t side) { return 2 * sizes.near[side] > sizes.all; };
  std::erase_if(by_source,
                [&](const auto& entry) { return !is_slip(entry.second, 0) && !is_slip(entry.second, 1); });
  std::vector<Finding> out;
  for (const auto& [source, sizes] : by_source) {
    const std::size_t side = is_slip(sizes, 0) ? 0 : 1;
    Finding finding{FindingKind::size_unit, {}, ""};
    for (std::size_t row = 0; row < runs.size(); ++row) {
      if (sources[runs.set_up_of(row)] == source && is_near(row, side)) {
        finding.rows.push_back(row);
      }
    }
    const catalog::Run first = runs[finding.rows.front()];
    finding.message =
        fmt::format("size_gib of {} of {} rows of {} is {:.3f} times the file's: {}, first {:.4g}",
                    finding.rows.size(),
                    sizes.all,
                    first.source,
                    side == 0 ? kGbPerGib : 1 / kGbPerGib,
                    side == 0 ? "gigabytes of 10^9 bytes, not GiB" : "converted from GB to GiB twice",
                    first.size_gib);
    out.push_back(std::move(finding));
  }
  return out;
}

/// Whether a slip may be behind a row's rate. What has no prediction of check() may have one where everything fits.
bool is_far_off(const CheckedTable& rows, std::size_t row) {
  constexpr double kNearest = 3;  // deviations: below what any slip is asked for, as widths differ a little
  return !(std::fabs(rows.deviations(row)) <= kNearest);
}

/// What the rows of one set-up are expected to show.
struct Outlook {
  std::optional<Expectation> stated;      ///< none: no row is far off
  std::optional<Expectation> other_rate;  ///< if the rate were one stream's, or all streams'
  std::string other_what;
};

/// Of a set-up with a row that is far off; nullptr: nothing can be said. Rows that a rate alone says everything of have nothing to be compared with.
std::unique_ptr<const Outlook> outlook_of(const catalog::Catalog& catalog,
                                          const predict::Fitted& fitted,
                                          const catalog::Run& run) {
  if (!(run.pp_tps > 0 || run.concurrency > 1)) {
    return nullptr;
  }
  Outlook out;
  const Variant nothing;
  out.stated = expectations(catalog, fitted, run, {&nothing, 1}, false).front();
  Stated stated{.catalog = catalog, .run = run};
  if (out.stated && run.concurrency > 1 && look_up(catalog, run, stated)) {
    const std::vector<Variant> other = variants_of(stated, Cause::aggregate);
    out.other_rate = expectations(catalog, fitted, run, other).front();
    out.other_what = other.front().what;
  }
  return out.stated ? std::make_unique<const Outlook>(std::move(out)) : nullptr;
}

void find_stream_slips(const Outlook& outlook, const catalog::Run& run, std::size_t i, TableFindings& out) {
  constexpr double kFarOff = 3.5, kNear = 2;
  const Expectation& as_stated = *outlook.stated;
  const std::optional<Expectation>& e = outlook.other_rate;
  const double ln = std::log(run.tg_tps);
  if (e && std::fabs(ln - as_stated.ln_tps) / as_stated.scale > kFarOff &&
      std::fabs(ln - e->ln_tps) / e->scale < kNear) {
    out.add(
        {FindingKind::stream_aggregate,
         {i},
         fmt::format("{} tok/s looks like {}, {}: {} against {}",
                     catalog::measured_text(run.tg_tps),
                     outlook.other_what,
                     run.rate == catalog::StatedRate::unsaid ? "which is not said" : "not as it is stated",
                     catalog::significant(std::exp(e->ln_tps)),
                     catalog::significant(std::exp(as_stated.ln_tps)))});
  }
}

/// Rows that say the same.
void find_same(const catalog::PackedRuns& runs, TableFindings& out) {
  std::vector<bool> repeated(runs.size());  // saturated readings are no duplicates of each other
  for (Finding& finding : repeated_values(runs)) {
    for (const std::size_t row : finding.rows) {
      repeated[row] = true;
    }
    out.add(std::move(finding));
  }
  EarlierRows earlier(runs);
  for (std::uint32_t i = 0; i < runs.size(); ++i) {
    const auto j = runs.tg_tps(i) > 0 ? earlier.same_as(i) : std::nullopt;
    if (j && !repeated[i]) {
      out.add_duplicate(i, *j);
    }
  }
}

/// Figures that stand where others should.
void find_slips(const catalog::Catalog& catalog,
                const predict::Fitted& fitted,
                const CheckedTable& rows,
                const predict::EachPart& each_part,
                TableFindings& out) {
  const catalog::PackedRuns& runs = rows.runs();
  std::vector<bool> far_off(runs.set_ups());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (is_far_off(rows, i)) {
      far_off[runs.set_up_of(i)] = true;
    }
  }
  std::vector<std::unique_ptr<const Outlook>> outlooks(runs.set_ups());
  std::vector<double> size_errors(runs.set_ups(), model::kUnknown);
  predict::each_of(each_part, outlooks.size(), [&](std::size_t set_up) {
    const catalog::Run run = runs[runs.first_row_of(set_up)];
    if (run.tg_tps > 0) {
      size_errors[set_up] = size_error(catalog, run).value_or(model::kUnknown);
      outlooks[set_up] = far_off[set_up] ? outlook_of(catalog, fitted, run) : nullptr;
    }
  });
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Outlook* outlook = outlooks[runs.set_up_of(i)].get();
    if (outlook != nullptr && is_far_off(rows, i)) {
      const catalog::Run run = runs[i];
      find_swapped(*outlook->stated, run, i, out);
      find_stream_slips(*outlook, run, i, out);
    }
  }
  for (Finding& finding : size_units(runs, size_errors)) {
    out.add(std::move(finding));
  }
}

}  // namespace

std::string_view finding_name(FindingKind kind) {
  constexpr std::array<std::string_view, 5> kNames{
      "near-duplicate", "repeated-value", "swapped-columns", "size-unit", "stream-aggregate"};
  return kNames[static_cast<std::size_t>(kind)];
}

void TableFindings::add(Finding finding) {
  entries_.push_back(
      {static_cast<std::uint32_t>(finding.rows.front()), kTold | static_cast<std::uint32_t>(told_.size())});
  told_.push_back(std::move(finding));
}

void TableFindings::add_duplicate(std::uint32_t row, std::uint32_t earlier) {
  entries_.push_back({row, earlier});
}

void TableFindings::put_in_order() {
  std::stable_sort(
      entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.row < b.row; });
}

Finding TableFindings::operator[](std::size_t i) const {
  const Entry& entry = entries_[i];
  if (is_told(i)) {
    return told_[entry.other & ~kTold];
  }
  return {FindingKind::near_duplicate,
          {entry.row, entry.other},
          fmt::format("the same run as {}: {:.6g} tok/s of the same configuration",
                      catalog::place((*runs_)[entry.other]),
                      runs_->tg_tps(entry.row))};
}

TableFindings table_findings(const catalog::Catalog& catalog,
                             const predict::Fitted& fitted,
                             const CheckedTable& rows,
                             const predict::EachPart& each_part) {
  TableFindings out(rows.runs());
  find_same(rows.runs(), out);
  find_slips(catalog, fitted, rows, each_part, out);
  out.put_in_order();
  return out;
}

}  // namespace tokroof::judge
