#pragma once
#include <span>
#include <string>

#include "predict/check.hpp"
#include "predict/table.hpp"

namespace tokroof::cli {

/// Whether a row was found to be odd.
bool deviates(const Checked& checked);
/// "slow!": the exclamation mark where the row's cell lies beyond 5 predictive deviations.
std::string verdict_text(const Checked& checked);
/// "guide-1:13"
std::string place(const Run& run);

/// The rows of `tokroof check --md`, for people.
Table check_table(std::span<const Run> runs, std::span<const Checked* const> rows);
/// The same of `--csv`, with the figures that the reasons speak of.
Table check_figures(std::span<const Run> runs, std::span<const Checked* const> rows);

}  // namespace tokroof::cli
