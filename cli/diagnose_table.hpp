#pragma once
#include <span>

#include "answers/table.hpp"
#include "judge/diagnose/diagnose.hpp"

namespace tokroof::cli {

/// The rows of `tokroof diagnose --md`: each with its two most probable causes. `shown`: indices of rows.
Table diagnose_table(std::span<const Run> runs,
                     std::span<const Checked> checked,
                     std::span<const Diagnosed> diagnosed,
                     std::span<const std::size_t> shown);

/// Of `--csv`: a line for every hypothesis of every row.
Table diagnose_figures(std::span<const Run> runs,
                       std::span<const Checked> checked,
                       std::span<const Diagnosed> diagnosed,
                       std::span<const std::size_t> shown);

}  // namespace tokroof::cli
