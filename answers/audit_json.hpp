#pragma once
#include <span>

#include <nlohmann/json_fwd.hpp>

#include "judge/audit/context.hpp"

namespace tokroof::answers {

/// The document of `tokroof audit --json` (answers/schema/audit.schema.json).
nlohmann::json audit_json(std::span<const judge::Claim> claims, std::span<const judge::Judgement> judged);

/// The claim does not hold.
bool deviates(const judge::Judgement& judged);

}  // namespace tokroof::answers
