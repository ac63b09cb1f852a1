#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "predict/prediction.hpp"
#include "whatif/sweep/product.hpp"

namespace tokroof::whatif {

/// A value of a row: text, or a number, or (empty text and no number) nothing.
struct Cell {
  std::string text;
  double number = model::kUnknown;
};

/// What a row says of its machine, model and engine, in the order of setup_columns(). Rows that differ in the length of
/// prompt, cache or answer only share one.
struct SetupCells {
  std::vector<Cell> cells;
  std::uint64_t id = 0;  ///< of a sweep's set-ups: equal for equal cells; 0: none was given
};

/// The rest of a row. Numbers that are not known are NaN here and nothing in the output.
struct SweepPoint {
  double n_prompt = model::kUnknown, n_gen = model::kUnknown, n_depth = model::kUnknown;
  double tps = model::kUnknown, low_tps = model::kUnknown, high_tps = model::kUnknown,
         aggregate_tps = model::kUnknown, aggregate_low_tps = model::kUnknown,
         aggregate_high_tps = model::kUnknown;
  std::string_view bound_by;
  enum class Fits : signed char { unknown, no, yes } fits = Fits::unknown;
  std::string_view error;  ///< kind; empty: there is a rate
  std::string reason;      ///< of an error, a sentence
  double ceiling_tps = model::kUnknown, step_s = model::kUnknown, prefill_tps = model::kUnknown,
         ttft_s = model::kUnknown;
  double power_w = model::kUnknown;
  double needed_bytes = model::kUnknown, available_bytes = model::kUnknown;
  double usd_per_million_tokens = model::kUnknown;
};

/// The rate of all streams from that of one, with its interval.
inline void set_aggregate(SweepPoint& point, double streams) {
  point.aggregate_tps = point.tps * streams;
  point.aggregate_low_tps = point.low_tps * streams;
  point.aggregate_high_tps = point.high_tps * streams;
}

/// A number of a SweepPoint and its name in the output.
struct PointNumber {
  std::string_view name;
  double SweepPoint::*value;
};

/// Names of a sweep's columns, in their order:
///
///     row | the set-up | n_prompt n_gen n_depth | rates | bound_by fits error reason | the other figures
struct SweepColumns {
  explicit SweepColumns(const Product& product);

  std::vector<std::string> setup;  ///< the scenario's keys, then swept options that are none of them
  std::vector<const predict::ScenarioOption*> extra;  ///< those options, the last ones of `setup`

  [[nodiscard]] std::vector<std::string> all() const;

  static constexpr PointNumber kWork[] = {
      {"n_prompt", &SweepPoint::n_prompt}, {"n_gen", &SweepPoint::n_gen}, {"n_depth", &SweepPoint::n_depth}};
  static constexpr PointNumber kRates[] = {{"tps", &SweepPoint::tps},
                                           {"low_tps", &SweepPoint::low_tps},
                                           {"high_tps", &SweepPoint::high_tps},
                                           {"aggregate_tps", &SweepPoint::aggregate_tps},
                                           {"aggregate_low_tps", &SweepPoint::aggregate_low_tps},
                                           {"aggregate_high_tps", &SweepPoint::aggregate_high_tps}};
  static constexpr std::string_view kWords[] = {"bound_by", "fits", "error", "reason"};
  static constexpr PointNumber kOthers[] = {{"ceiling_tps", &SweepPoint::ceiling_tps},
                                            {"step_s", &SweepPoint::step_s},
                                            {"prefill_tps", &SweepPoint::prefill_tps},
                                            {"ttft_s", &SweepPoint::ttft_s},
                                            {"power_w", &SweepPoint::power_w},
                                            {"needed_bytes", &SweepPoint::needed_bytes},
                                            {"available_bytes", &SweepPoint::available_bytes},
                                            {"usd_per_million_tokens", &SweepPoint::usd_per_million_tokens}};
};

/// Cells of a set-up that was resolved; of one that could not be, as far as it was stated. `asked` is left as it is: the
/// table of options has one way in.
SetupCells setup_cells(const SweepColumns& columns,
                       predict::Asked& asked,
                       const catalog::Run& run,
                       const model::Scenario* scenario);

/// The same set-up with other streams.
void set_streams(SetupCells& cells, double concurrency);

/// One of the error kinds, which outlives every row.
std::string_view error_kind(std::string_view kind);

}  // namespace tokroof::whatif
