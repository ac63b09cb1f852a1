#pragma once
#include <string>
#include <vector>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::predict {

/// One card of an uneven split with the step that its own time is that of.
struct PartStep {
  std::string name;
  double share = 0;   ///< of the layers, or of every matrix
  double weight = 0;  ///< of its step's time in the set's: the share for layers one after the other
  model::Step step;
};

/// The steps of the cards of Scenario::parts; empty where all cards are alike and share evenly.
///
///     layers one after the other    t = sum_i f_i t_i         t_i: card i with the whole model
///     matrices shared               t = max_i t(f_i)          its peak rates divided by n f_i
///
///   f_i   share of card i   DevicePart::share   [1]
///
/// Each card's step has its own rates, efficiencies and effects. A card without a share does not work.
/// The step's fixed time and the link's are part of every t_i, so that their mean counts once.
std::vector<PartStep> part_steps(const model::Scenario& s);

/// Whether the set's cards differ, or their shares do.
bool uneven(const model::Scenario& s);

}  // namespace tokroof::predict
