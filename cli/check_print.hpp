#pragma once
#include <cstddef>
#include <vector>

#include "cli/check_answer.hpp"
#include "cli/judged_rows.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {

constexpr std::size_t kEveryRow = static_cast<std::size_t>(-1);

/// The answer of `tokroof check` as text, Markdown or CSV: what the baseline knows is counted. Of more rows than
/// `most` the surest are printed, without findings of whole sources, and how to see the others.
void print_check(Session& session, const CheckAnswer& answer, bool odd_only, std::size_t most = kEveryRow);

/// The document of `--json`: every row, with what the baseline knows marked, and the files that could not be read.
void write_check_json(Session& session, const CheckAnswer& answer, const JudgedRows& input);

/// "12 known, 2 new (1 ok, 1 slow)"; without a baseline "13 ok, 1 slow".
std::string check_counts(const CheckAnswer& answer);

}  // namespace tokroof::cli
