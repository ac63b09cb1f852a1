#include <fmt/format.h>

#include "judge/audit/judges.hpp"

namespace tokroof::judge {

/// Silent reading of English non-fiction: 175 to 300 words a minute for most adults (Brysbaert, Journal of Memory and
/// Language 109, 2019); a word is 1.3 to 1.5 tokens of a usual vocabulary.
Judgement judge_reading_speed(const AuditContext& context, const Claim& claim) {
  constexpr double kSlow = 175.0 / 60;
  constexpr double kFast = 300.0 / 60;
  constexpr double kTokensLow = 1.3;
  constexpr double kTokensHigh = 1.5;
  if (claim.unit == "words/s") {
    const std::string why = fmt::format("most adults read {:.1f} to {:.1f} words/s", kSlow, kFast);
    return touches(claim, kSlow, kFast, 0) && claim.middle() < 2 * kFast
               ? claim.high > kFast ? suspect(why + ": the claim begins where that ends", 4, model::kUnknown)
                                    : plausible(why, 4)
               : suspect(why, 4);
  }
  const auto words = context.beside(claim, [](const Claim& other) { return other.unit == "words/s"; });
  if (!words.empty()) {
    const double low = words.front()->low * kTokensLow;
    const double high = words.front()->high * kTokensHigh;
    const std::string why = fmt::format("{} words/s x {} to {} tokens a word = {:.3g} to {:.3g} tok/s",
                                        claimed_text(*words.front()),
                                        kTokensLow,
                                        kTokensHigh,
                                        low,
                                        high);
    return claim.high >= low * 0.95 ? plausible(why, low) : suspect(why, low);
  }
  return unverifiable(
      fmt::format("a rate without machine and model, a matter of taste; reading takes {:.1f} to {:.1f} tok/s",
                  kSlow * kTokensLow,
                  kFast * kTokensHigh));
}

}  // namespace tokroof::judge
