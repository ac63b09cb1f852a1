#pragma once
#include <map>
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "predict/check.hpp"
#include "predict/table_findings.hpp"

namespace tokroof {

/// The document of `tokroof check --json` (predict/schema/check.schema.json).
nlohmann::json check_json(std::span<const Checked> rows, std::span<const Finding> findings);

/// One of its rows.
nlohmann::json checked_json(const Checked& c);

/// How many rows got which verdict.
std::map<std::string, int> verdict_counts(std::span<const Checked> rows);

/// "3 x v100-pcie-16gb"
std::string machine_text(const Run& run);

}  // namespace tokroof
