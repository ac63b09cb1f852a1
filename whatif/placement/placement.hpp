#pragma once
#include <optional>
#include <vector>

#include "predict/prediction.hpp"

namespace tokroof::whatif {

/// Where a model is kept.
enum class PlacementKind {
  whole,                       ///< all on the devices, split as the engine does by itself
  cards,                       ///< all on unequal cards, with a split of its own
  experts_on_host,             ///< the routed experts of the first layers on the host
  layers_on_host,              ///< some layers on the host
  layers_and_experts_on_host,  ///< some layers on the host, and the routed experts of the others
  cpu                          ///< all on the host, which computes alone
};

struct Placement {
  PlacementKind kind = PlacementKind::whole;
  double layers = 0;              ///< of the model
  double host_layers = 0;         ///< so many of them on the host
  double host_expert_layers = 0;  ///< whose experts are on the host: the first so many, as --n-cpu-moe counts
  std::vector<double>
      card_layers{};  ///< whole layers of each unequal card, in their order; empty: as the engine does

  [[nodiscard]] double device_layers() const { return layers - host_layers; }
};

/// A placement that fits.
struct Placed {
  Placement placement;
  catalog::Run run;          ///< the question with this placement stated: what predict() takes
  model::MemoryNeed memory;  ///< what is needed where
};

/// The fastest placement of a completed question (predict/request) that its devices and its host hold; none where none
/// does, or where the question cannot be modelled at all. A question states no placement of its own.
///
///   whole   where it fits it is the answer, without a search
///   else the fastest of
///     cards             of cards that differ and work one after the other: most layers on the fastest
///     experts_on_host   n from the least that the devices hold to the most that the host holds
///     layers_on_host    likewise
///     layers_and_experts_on_host  likewise, where the devices do not hold what is beside the experts, or differ
///     cpu
///
/// as far as the engine has an option for it (`placements` in datasets/engines.json) and a host is named. What the
/// devices need falls with n and what the host needs rises, so both ends are found by bisection. Every n
/// between them is timed: under a power limit the fastest is none of the ends. Coefficients are bound once for each kind.
std::optional<Placed> best_placement(const catalog::Catalog& catalog,
                                     const predict::Fitted& fitted,
                                     const catalog::Run& run);

/// The question with a placement stated.
catalog::Run with_placement(const catalog::Run& run,
                            const Placement& placement,
                            const model::Architecture& model);

}  // namespace tokroof::whatif
