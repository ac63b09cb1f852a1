#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/entries.hpp"
#include "catalog/run.hpp"
#include "formats/benchmarks/bench_spec.hpp"

namespace tokroof::formats {

/// What the title of a column says of its cells, in a table that a person keeps.
struct TableTitle {
  std::string_view column;  ///< of a runs table, "memory_gib", "test" or "options"; empty: not known
  bool is_rate = false;     ///< of `column` "tg_tps" or "pp_tps"
  bool has_unit = false;    ///< of a rate, which it names
  bool is_of_any_phase =
      false;               ///< of a rate: "tok/s", which is one of generation unless something else says more
  double time_unit_s = 0;  ///< a token's time in this unit instead of a rate; 0: a rate
  catalog::StatedRate rate = catalog::StatedRate::unsaid;
  BenchTest test;  ///< "tg128 @ d4096"
  /// What the title names beside the rate: a column of a runs table, and its cell ("depth", "8192").
  std::vector<std::pair<std::string_view, std::string>> named = {};
};

/// `titles`: those of datasets/benchmarks.json. Upper case, signs, units and brackets do not count.
TableTitle table_title(std::span<const catalog::ColumnTitles> titles, std::string_view text);

/// "131 t/s", "Results (tokens per second)": somewhere in it stands the unit of a rate.
bool says_rate_unit(std::string_view text);
/// "9.1 ms/token", "RTX 3090 (ms per token)": the seconds of its unit; 0: it has none.
double said_time_unit_s(std::string_view text);

/// "GPUs": the cells are names of devices, or numbers of those that another column names.
bool may_count_devices(std::string_view title);

}  // namespace tokroof::formats
