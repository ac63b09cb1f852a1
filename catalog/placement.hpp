#pragma once
#include <optional>

#include "catalog/run.hpp"
#include "model/scenario.hpp"

namespace tokroof::catalog {

/// Whether a processor does all of the work, as the run states it.
bool runs_on_host(const Run& run);
/// Whether its placement puts something on the host.
bool puts_on_host(const Run& run);
/// Whether anything at all is said of where the weights are.
bool states_placement(const Run& run);

/// The blocks whose experts a run keeps on the host; none where that is no block with experts. What a run may say, the
/// first that it does:
///
///     --n-cpu-moe N                     those of the first N blocks, whether these have experts or not
///     --override-tensor                 its patterns decide (model/count/tensor_override)
///     placement "expert-layers-gpu=K"   all but the last K blocks with experts: --n-cpu-moe takes the first
///     placement "experts=cpu:N-"        those from block N on
///     placement "experts=cpu"           all; "partial" too, where no number of layers says more
std::optional<model::HostExperts> host_experts(const Run& run, const model::Architecture& model);

/// The same as a run states it; nothing where every expert is on the device.
Said<StatedPlacement> expert_placement(const model::HostExperts& host, const model::Architecture& model);

}  // namespace tokroof::catalog
