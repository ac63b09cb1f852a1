#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fit/fit.hpp"

namespace tokroof::fit {

/// What is taken out of the model, to see what it is worth.
struct Ablation {
  Held held;
  /// Labels that differ by a suffix share their values: "|graph" and "" make one kernel of two.
  std::vector<std::pair<std::string, std::string>> same_labels{};
};

/// Reads WHAT=VALUE,...: "kv_passes_exponent=0", a coefficient's value in its unit for all labels; "@moe=@dense", labels
/// that end in the one share the values of those that end in the other; "heavy_tails=0", normal priors for all
/// ("heavy_tails=1": as they are). Throws InputError.
Ablation ablation_of(std::string_view text);

/// The observations with labels shared.
predict::Observations without_labels(const predict::Observations& observations, const Ablation& ablation);

/// Whether a figure depends on what is taken out.
bool reads_term(const predict::Observation& observation, const Ablation& ablation);

/// Takes it out and fits all else again. Begins at the solution of `fit`; the effects' widths are estimated anew, for what
/// the term explained is now theirs.
void take_out(Fit& fit, const Ablation& ablation);

}  // namespace tokroof::fit
