#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "fit/fit.hpp"

namespace tokroof::fit {

/// A coefficient and the value at which it does nothing, in its unit.
struct Neutral {
  std::string_view coefficient;
  double value = 0;
};

/// The model without one of its terms.
struct Ablation {
  std::string_view name;  ///< as the stories of docs/accuracy-stories.json call it
  std::string_view term;  ///< for readers
  std::string_view why;   ///< why the term is in the model
  std::array<Neutral, 7> held{};
  /// Labels that differ by a suffix share their values: "|graph" and "" make one kernel of two.
  std::string_view suffix{}, same_as{};
  bool normal_priors = false;  ///< no heavy tails
};

/// Every term that is taken out, one row each. Nothing else is written for a term.
std::span<const Ablation> ablations();

/// The observations with labels shared, and what is held: all that a fit without the term differs in.
predict::Observations without_labels(const predict::Observations& observations, const Ablation& ablation);
Held held_by(const Ablation& ablation);

/// Whether a figure depends on the term at all.
bool reads_term(const predict::Observation& observation, const Ablation& ablation);

/// ln(predicted time / measured time) of every figure, predicted by a fit without the term and without the figure's
/// group of devices (LeaveOut::device_group). An Ablation{} takes nothing out: the base to compare with. Begins at the
/// solution of `fit`; the effects' widths are estimated anew, for what the term explained is now theirs.
std::vector<double> left_out_without(const Fit& fit, const Ablation& ablation);

}  // namespace tokroof::fit
