#pragma once
#include <span>

#include "answers/table.hpp"
#include "judge/diagnose/diagnose.hpp"

namespace tokroof::cli {

/// The rows of `tokroof diagnose --md`: each with its two most probable causes. `shown`: indices of rows.
answers::Table diagnose_table(std::span<const catalog::Run> runs,
                              std::span<const judge::Checked> checked,
                              std::span<const judge::Diagnosed> diagnosed,
                              std::span<const std::size_t> shown);

/// Of `--csv`: a line for every hypothesis of every row.
answers::Table diagnose_figures(std::span<const catalog::Run> runs,
                                std::span<const judge::Checked> checked,
                                std::span<const judge::Diagnosed> diagnosed,
                                std::span<const std::size_t> shown);

}  // namespace tokroof::cli
