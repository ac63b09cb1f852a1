#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Time to draft, beside the step that verifies 1 + k positions at once.
///
///     t = k (sd + B sv) + s0
///
///   k    drafted tokens a step        Work::drafted          [1]
///   sd   drafting one                 draft_token_ms         [ms]
///   sv   the same for each sequence   draft_sequence_ms      [ms]
///   s0   fixed                        speculation_fixed_ms   [ms]
template <class T>
T drafting(const Step& step, const Coefficients<T>& c) {
  if (!(step.work.drafted > 0)) {
    return T(0.0);
  }
  return 1e-3 * (step.work.drafted * (c.template get<"draft_token_ms">() +
                                      step.work.sequences * c.template get<"draft_sequence_ms">()) +
                 c.template get<"speculation_fixed_ms">());
}

/// Tokens that a speculative step yields for a sequence.
///
///     1 + k a sp
///
///   a    share of the drafts that is accepted                       Work::acceptance; where it is not stated, draft_acceptance [1]
///   sp   share of the steps in which there is something to verify   speculation_share    [1]
///
/// Source: Leviathan, Kalman, Matias, "Fast Inference from Transformers via Speculative Decoding", 2023; here with
/// the measured mean acceptance instead of a per-token rate.
template <class T>
T tokens_per_step(const Step& step, const Coefficients<T>& c) {
  if (!(step.work.drafted > 0)) {
    return T(1.0);
  }
  const T accepted =
      std::isnan(step.work.acceptance) ? c.template get<"draft_acceptance">() : T(step.work.acceptance);
  return 1.0 + step.work.drafted * accepted * c.template get<"speculation_share">();
}

}  // namespace tokroof
