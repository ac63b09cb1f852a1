#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "catalog/packed_runs.hpp"
#include "cli/session.hpp"
#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace tokroof::cli {

/// Writes deviating rows and findings as a SARIF 2.1.0 log, which code hosts show as annotations of a pull request.
/// `file_of(i)`: the file that row i stands in. Impossible and certain deviations are errors, others warnings; unknown
/// rows and duplicates are notes.
/// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 2020.
void write_sarif(Session& session,
                 const PackedRuns& runs,
                 const std::function<std::string(std::size_t)>& file_of,
                 const CheckedTable& rows,
                 std::span<const Finding> findings);

}  // namespace tokroof::cli
