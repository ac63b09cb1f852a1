#pragma once
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "predict/fitted.hpp"

namespace tokroof {

enum class Verdict { ok, slow, fast, impossible, unknown };
std::string_view verdict_name(Verdict verdict);

/// Times the ceiling above which a rate is impossible: bandwidths and sizes are published to three digits.
inline constexpr double kAboveCeiling = 1.02;
/// Deviations of a correct run beyond which a cell is certain not to be one: fast cells beyond it are 6 % of the slow.
inline constexpr double kCertain = 5;

/// What is to be said of one measured decode rate.
struct Checked {
  std::size_t run = 0;
  std::string run_class;
  Verdict verdict = Verdict::unknown;
  bool certain = false;  ///< its cell lies beyond kCertain predictive deviations
  double measured_tps = 0;
  double predicted_tps = 0;          ///< 0: none
  double low_tps = 0, high_tps = 0;  ///< of a correct run
  double ceiling_tps = 0;
  double q = 1;        ///< false-discovery-adjusted two-sided tail under a correct run
  double z = 0;        ///< ln(predicted/measured rate) in deviations of a correct run; > 0: slow
  std::string reason;  ///< one sentence with the numbers
};

/// Checks every row: impossible above kAboveCeiling x the ceiling or where the configuration cannot exist; slow or fast where
/// the rate is outside the 90 % interval of a correct run and q < 0.05 over the table; unknown where the row cannot be
/// modelled or its reading is saturated and so tells no rate, with the reason. One entry a row, in order.
///
///     q: Benjamini and Hochberg, J. R. Stat. Soc. B 57(1), 1995, on the tails of Student(nu = 5)
std::vector<Checked> check(const Catalog& catalog, const Fitted& fitted, std::span<const Run> runs);

}  // namespace tokroof
