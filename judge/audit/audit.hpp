#pragma once
#include <vector>

#include "judge/audit/context.hpp"

namespace tokroof::judge {

/// Judges every claim, in order, by what its kind, unit and filled columns mean. A claim is judged by the catalog, the
/// model and the other claims of its guide; nothing depends on its id.
///
///     impossible    above a hard limit (a range: its middle), or of a configuration that cannot be
///     suspect       outside what such machines do, or against the guide's own figures; only a range's top above a limit
///     wrong-spec    a property that is not so, or a sum that contradicts its own assumptions
///     unverifiable  nothing to compute with; the reason says what is missing
std::vector<Judgement> audit(const AuditContext& context);
Judgement judge_claim(const AuditContext& context, const Claim& claim);

}  // namespace tokroof::judge
