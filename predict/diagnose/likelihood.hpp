#pragma once
#include <array>
#include <span>

#include "predict/diagnose/expectation.hpp"

namespace tokroof {

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

/// ln p(what the row shows | a variant of the cause), at each node of the machine's offset.
///
///     tg       Student(nu = 2), the scale of a correct run; 0.4 of its square is the machine's and moves with the node
///              (not for what ran on the CPU). Tails are those of published figures: with the nearly normal ones of
///              repeated correct runs, any odd row would be accused of something (nu and the share from the tuning half)
///     pp       Student(nu = 1.5) with 0.7 of that scale: prompt rates have heavier tails (from the tuning half).
///              Where the model has no prompt rate for the cause: a normal about that of `stated`, shifted and widened
///              by cause (learned from rows whose cause is known)
///     size     Student(nu = 3) about the size of the label's file
///     limits   a rate above the ceiling, and memory that does not suffice, cost fixed amounts
///
/// `stated`: the row as stated, memory not looked at.
ByNode ln_likelihood(Cause cause, const Expectation& e, const Expectation& stated, const Run& row);

}  // namespace tokroof
