#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/weight_read.hpp"

namespace tokroof::model {

/// Time to draft, beside the step that verifies 1 + k positions at once.
///
///     t = k (sd + B sv) + n (O_d + db L_d)/(BW eta) + s0
///
///   k    drafted tokens a step        Work::drafted          [1]
///   n    reads of what drafts them    Work::draft_passes     [1]
///   O_d  the output matrix, where drafts go through the model's   Work::draft_output_bytes   [B]
///   L_d  a layer of the model         Work::draft_block_bytes   [B]
///   db   so many layers drafts read   draft_blocks           [1]
///   eta  achieved share of the bandwidth               weight_read_share()      [1]
///   sd   drafting one                 draft_token_ms         [ms]
///   sv   the same for each sequence   draft_sequence_ms      [ms]
///   s0   fixed                        speculation_fixed_ms   [ms]
template <class T>
T drafting(const Step& step, const Coefficients<T>& c) {
  const Work& w = step.work;
  if (!(w.drafted > 0)) {
    return T(0.0);
  }
  const T bandwidth =
      step.how.cpu
          ? T(step.rates.host_bandwidth_bytes_per_s)
          : T(step.rates.bandwidth_bytes_per_s * matrix_split(step.how) * weight_read_share(step, c));
  const T bytes = w.draft_output_bytes + w.draft_block_bytes * c.template get<"draft_blocks">();
  return w.draft_passes * bytes / bandwidth +
         w.drafted * 1e-3 *
             (c.template get<"draft_token_ms">() + w.sequences * c.template get<"draft_sequence_ms">()) +
         1e-3 * c.template get<"speculation_fixed_ms">();
}

inline constexpr double kMostDrafts = 64;  ///< p^64 is nothing

/// Tokens that a speculative step yields for a sequence.
///
///     1 + k a sp                          a stated
///     1 + (p + p^2 + ... + p^k) sp        not stated
///
///   a    share of the drafts that is accepted                       Work::acceptance     [1]
///   p    chance that a draft is accepted after those before it were   draft_acceptance   [1]
///   sp   share of the steps in which there is something to verify   speculation_share    [1]
///
/// Source: Leviathan, Kalman, Matias, "Fast Inference from Transformers via Speculative Decoding", 2023, equation 1. In
/// the bundled runs p is the same for every k of a set-up, and so a falls with k.
template <class T>
T tokens_per_step(const Step& step, const Coefficients<T>& c) {
  if (!(step.work.drafted > 0)) {
    return T(1.0);
  }
  const T share = c.template get<"speculation_share">();
  if (!std::isnan(step.work.acceptance)) {
    return 1.0 + step.work.drafted * step.work.acceptance * share;
  }
  const T p = c.template get<"draft_acceptance">();
  T accepted(0.0), all_before(1.0);
  for (double k = std::fmin(step.work.drafted, kMostDrafts); k > 0; --k) {
    all_before *= p;
    accepted += std::fmin(k, 1.0) * all_before;  // a mean of 2.5 drafts: half of the third
  }
  return 1.0 + accepted * share;
}

}  // namespace tokroof::model
