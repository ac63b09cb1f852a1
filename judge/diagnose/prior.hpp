#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "judge/diagnose/posterior.hpp"
#include "judge/diagnose/variant.hpp"

namespace tokroof::judge {

/// What is known of a row before its rate is looked at, and changes how likely a cause is.
enum class Sign {
  any,
  server,         ///< an engine that serves many streams
  drafts,         ///< a model whose file carries a drafting head
  does_not_fit,   ///< more is needed than the devices' memory
  one_would_do,   ///< several devices are stated, and one of them holds all that is needed
  one_card_tool,  ///< an engine whose figures come from a test of one card (llamafile: LocalScore)
  host_named,     ///< the row says which processor is beside the devices
};

inline constexpr std::string_view kAssumed = "assumed", kLearned = "learned", kDerived = "derived";

/// Odds of a cause against ok, before the rate is looked at: how often it is met in rows of any kind, times factors for
/// the signs that a row shows.
struct PriorOdds {
  Cause cause;
  Sign sign;
  double odds;
  std::string_view
      origin;  ///< learned: from the tuning half of the labelled cases; assumed: no such rows are known;
               ///< derived: unexplained_odds()
};
std::span<const PriorOdds> prior_odds();
std::string_view sign_name(Sign sign);

/// Places in prior_odds() of what a row shows.
std::vector<std::size_t> entries_of(const Stated& stated);

/// The odds of each cause for a row; 0 for causes that cannot be, 1 for ok.
ByCause<double> row_odds(const Stated& stated, const ByCause<bool>& possible);

}  // namespace tokroof::judge
