#pragma once
#include <string>
#include <vector>

#include "judge/check/check.hpp"

namespace tokroof::cli {

/// "slow!": the exclamation mark where the row's cell lies beyond 5 predictive deviations.
std::string verdict_text(const Checked& checked);
/// "1 row", "3 rows"
std::string rows_text(std::size_t rows);
/// "guide-1:13"
std::string place(const Run& run);

/// What is written of rows of a check, a row at a time.
struct CheckColumns {
  std::vector<std::string> header;
  std::vector<std::string> (*cells)(const Run& run, const Checked& checked);
};
/// The rows of `tokroof check --md`, for people.
const CheckColumns& check_columns();
/// The same of `--csv`, with the figures that the reasons speak of.
const CheckColumns& check_figures();

}  // namespace tokroof::cli
