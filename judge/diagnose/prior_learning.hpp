#pragma once
#include <span>
#include <vector>

#include "judge/diagnose/cause.hpp"
#include "judge/diagnose/row.hpp"

namespace tokroof::judge {

/// What learning needs of a row whose cause is known.
struct PriorCase {
  Cause label = Cause::ok;
  ByCause<bool> possible{};
  ByCause<double> ln_likelihood{};     ///< the machine's offset integrated out
  std::vector<std::size_t> entries{};  ///< of prior_odds() that the row shows
  std::size_t group = 0;               ///< of devices: none is in two
};
PriorCase prior_case(const JudgedRow& row, Cause label, std::size_t group);

struct LearnedPriors {
  std::vector<double> odds;  ///< in the order of prior_odds(); what is assumed there is as it is there
  double sound_weight = 1;   ///< how often a sound row counts
  double score = 0;          ///< balanced mean of ln p(label), sound rows counting once
  double accused =
      0;  ///< share of the sound rows whose first guess is another cause, by odds of the other groups
};

/// The learned ones of prior_odds(): odds o and factors f whose logarithms maximize
///
///     S(w) = (1/K) sum_labels (w_label/n_label) sum_cases ln( p(label | case) + e^-8 )
///            - 1/2 0.01 [ sum (ln o - ln 0.02)^2 + sum (ln f)^2 ]
///
///   K, n    labels; cases of a label: every label counts once
///   w       1; for sound rows the least of 32, 32/1.2, 32/1.2^2, ... with which at most kAccusedGoal of them are accused by
///           odds that were learned without their group of devices
///   e^-8    a case that nothing explains weighs no more than that
///
/// by Newton steps along one coordinate after the other; deterministic.
LearnedPriors learn_priors(std::span<const PriorCase> cases);

/// The tenth that is allowed, less two standard errors of a share counted on some four hundred rows.
inline constexpr double kAccusedGoal = 0.07;

}  // namespace tokroof::judge
