#pragma once
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "catalog/run.hpp"
#include "predict/check.hpp"
#include "predict/table_findings.hpp"

namespace tokroof::cli {

/// Deviating rows and findings as a SARIF 2.1.0 log, which code hosts show as annotations of a pull request.
/// `files[i]`: the file that row i stands in. Impossible and certain deviations are errors, others warnings; unknown rows
/// and duplicates are notes.
/// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 2020.
nlohmann::json sarif_log(std::span<const Run> runs,
                         std::span<const std::string> files,
                         std::span<const Checked> rows,
                         std::span<const Finding> findings);

}  // namespace tokroof::cli
