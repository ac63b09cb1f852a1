#pragma once
#include <array>
#include <span>

#include "judge/diagnose/expectation.hpp"

namespace tokroof::judge {

/// Rows of one machine share a deviation: what this very machine, its build and its cooling differ by. It is integrated
/// over at the nodes of a Gauss-Hermite rule for the standard normal distribution.
inline constexpr std::size_t kNodes = 7;
struct OffsetNode {
  double at, weight;
};
extern const std::array<OffsetNode, kNodes> kOffsetNodes;
using ByNode = std::array<double, kNodes>;

/// ln density of Student's t with a scale, at z scales from its centre.
double ln_student(double nu, double z, double scale);

/// ln( sum_i w_i exp(x_i) ); -infinity where there is nothing.
double ln_sum(std::span<const double> ln_terms);

/// ln(prompt rate / that of the row as stated) where the model has none for a cause: mean and deviation.
struct PromptGuess {
  double mean = 0, sd = 1;
};
PromptGuess prompt_guess(Cause cause);

/// A rate against what correct runs give, in ln: `off` from the usual one, where all from `from` to `to` are as usual.
struct CorrectRate {
  double off = 0, from = 0, to = 0, scale = 0.1;
  bool above_ceiling = false;
};

/// ln p(rate | a correct run) at each node of the machine's offset. Over all nodes it is check()'s own distribution,
/// Student(nu = 5), flat between `from` and `to`: the sum of an offset and a narrower Student would have lighter tails.
ByNode ln_correct_rate(const CorrectRate& c, double machine_scale);

/// ln p(size, prompt rate beside a decode rate | a correct run that expects `e`).
double ln_beside_rate(const Expectation& e, const Expectation& stated, const catalog::Run& row);

/// How well a variant gives the row's figures: the share of its own distribution that is farther off.
double given_by(const Expectation& e, const catalog::Run& row);

/// ln p(what the row shows | a variant of the cause), at each node of the machine's offset.
///
///     tg       Student with the scale of a correct run; 0.65 of its square is the machine's and moves with the node (not
///              for what ran on the CPU). For ok nu = 5: a correct run as check() knows it (ln_correct_rate), or the two
///              would disagree. For the other causes nu = 2: a few variants stand for all that may have happened (the tuning half)
///     pp       Student(nu = 1.5) with 0.7 of that scale: prompt rates have heavier tails (from the tuning half).
///              Where the model has no prompt rate for the cause: a normal about that of `stated`, shifted and widened
///              by cause (learned from rows whose cause is known)
///     size     Student(nu = 3) about the size of the label's file: a narrow one, as by its recipe, and a wide one (publishers' own)
///     limits   a rate above the ceiling, and memory that does not suffice, cost fixed amounts
///
/// `stated`: the row as stated, memory not looked at.
ByNode ln_likelihood(Cause cause, const Expectation& e, const Expectation& stated, const catalog::Run& row);

/// ln p(what the row shows | something that is not on the list): the decode rate about that of the row as stated,
/// Student(nu = 2) of five times a correct run's scale. Prompt rate and file size are as stated, or as far off.
ByNode ln_unexplained(const Expectation& stated, const catalog::Run& row);

/// Odds of unexplained against ok at which a decode rate is as likely the one as the other where check() becomes certain
/// that a row is odd (kCertain deviations). The fit's own mixture of correct runs and others (fit/interval_fit) has them
/// equal at the same distance.
double unexplained_odds();

}  // namespace tokroof::judge
