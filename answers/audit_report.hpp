#pragma once
#include <span>
#include <string>

#include "judge/audit/context.hpp"

namespace tokroof::answers {

/// "812 plausible, 60 suspect, ...".
std::string verdict_counts(std::span<const judge::Judgement> judged);

/// A claim in a few words: "rtx-4090 generic-8b Q4: 150 tok/s".
std::string claim_text(const judge::Claim& claim);

/// docs/audit.md: counts by guide and kind, the most striking findings, contradictions between guides.
std::string audit_report(const judge::AuditContext& context, std::span<const judge::Judgement> judged);

}  // namespace tokroof::answers
