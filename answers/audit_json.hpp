#pragma once
#include <span>

#include <nlohmann/json_fwd.hpp>

#include "judge/audit/context.hpp"

namespace tokroof {

/// The document of `tokroof audit --json` (answers/schema/audit.schema.json).
nlohmann::json audit_json(std::span<const Claim> claims, std::span<const Judgement> judged);

/// The claim does not hold.
bool deviates(const Judgement& judged);

}  // namespace tokroof
