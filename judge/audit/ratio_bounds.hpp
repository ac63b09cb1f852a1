#pragma once
#include <optional>

#include "judge/audit/context.hpp"

namespace tokroof::judge {

/// A claimed comparison as a factor: x as it is, +33 % as 1.33 and, where it may be a loss, 0.67.
struct Factor {
  double low, high;
  bool percent;
};

Factor factor_of(const Claim& claim);

/// What a comparison rounds to.
inline constexpr double kRatioRounding = 0.03;

/// Two figures of the claim's guide have this ratio; nothing: none have.
std::optional<Judgement> from_own_figures(const AuditContext& context, const Claim& claim, const Factor& f);

/// Figures stand on the claim's line, or in a guide of few devices, and the claim lies outside all their ratios.
std::optional<Judgement> against_own_figures(const AuditContext& context,
                                             const Claim& claim,
                                             const Factor& f,
                                             const model::Device& d);

/// A processor against itself with fewer channels, or against the other processors of the guide: bandwidth bounds decode,
/// arithmetic bounds prompts.
std::optional<Judgement> from_processors(const AuditContext& context,
                                         const Claim& claim,
                                         const Factor& f,
                                         const model::Device& d);

}  // namespace tokroof::judge
