#pragma once
#include <map>
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "judge/check/check.hpp"
#include "judge/diagnose/diagnose.hpp"

namespace tokroof::answers {

/// The document of `tokroof diagnose --json` (answers/schema/diagnose.schema.json).
nlohmann::json diagnosis_json(std::span<const judge::Checked> checked,
                              std::span<const judge::Diagnosed> diagnosed);

/// How many rows have which first cause.
std::map<std::string, int> cause_counts(std::span<const judge::Diagnosed> rows);

}  // namespace tokroof::answers
