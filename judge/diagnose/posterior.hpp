#pragma once
#include <span>
#include <vector>

#include "judge/diagnose/cause.hpp"
#include "judge/diagnose/likelihood.hpp"

namespace tokroof::judge {

/// What one row says of each cause. -infinity: the cause is out of the question.
struct RowEvidence {
  ByCause<double> odds{};           ///< of a cause against ok, before the rate is looked at; ok itself: 1
  ByCause<ByNode> ln_likelihood{};  ///< variants integrated over
};

/// How often the faults of a machine have a cause in common, and then the share of them that have it. Sound neighbours
/// say nothing of a common cause; a common one is not presumed (tuning half).
inline constexpr double kCommonCause = 0.15;
inline constexpr double kCommonShare = 0.6;

/// Posterior probability of each cause for each row of one machine; a row's add up to 1.
///
///     p(h | a, c) = 1/(1 + a O)                                       h = ok,    O = sum of the odds o
///                 = a [ (1 - k) o(h) + k O [h = c] ]/(1 + a O)        else; k = 0 for no common cause
///                                                                     and where c is out of the question
///     p(h_i = h | all)  ~  sum over u, a, c of
///                          p(u) p(a) p(c)  p(h | a, c) L_i(h | u)  prod_{j != i} [ sum_g p(g | a, c) L_j(g | u) ]^w
///
///   u   the machine's offset from the prediction         kOffsetNodes
///   a   how much oftener than usual it is at fault       0.8, 1 or 1.2
///   c   the cause that its faults have in common         none: 0.85; else p(c) ~ mean over rows of o(c)
///   w   1/(1 + 0.05 (n - 1)): rows of one sitting are no independent witnesses (tuning half)
std::vector<ByCause<double>> joint_posterior(std::span<const RowEvidence> rows,
                                             double common_share = kCommonShare);

}  // namespace tokroof::judge
