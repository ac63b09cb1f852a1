#pragma once
#include <cmath>

#include "model/step.hpp"

namespace tokroof::model {

/// Routed experts that `tokens` tokens read together, in units of the k that one token reads.
///
///     D = E/k (1 - (1 - k/E)^tokens)
///
///   E       experts of a layer              Work::experts          [1]
///   k       of them used by a token         Work::experts_active   [1]
///
/// Source: expectation of distinct draws when every token picks k of E at random (occupancy problem).
/// Valid for: any batch. 1 for one token, E/k for many; 1 for dense models.
/// Ignores: correlated routing. Real batches share topics and read fewer experts, so this is an upper estimate.
inline double distinct_experts(const Work& work, double tokens) {
  if (!work.mixture) {
    return 1.0;
  }
  const double used = std::fmin(work.experts_active / work.experts, 1.0);
  return (1 - std::pow(1 - used, tokens)) / used;
}

}  // namespace tokroof::model
