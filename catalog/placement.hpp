#pragma once
#include <optional>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/count/tensor_override.hpp"
#include "model/scenario.hpp"

namespace tokroof::catalog {

/// Whether a processor does all of the work, as the run states it.
bool runs_on_host(const Run& run);
/// Whether it says that a part is on the host: by its placement, of experts or of tensors.
bool puts_on_host(const Catalog& catalog, const Run& run);
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

/// What its patterns (--override-tensor) and its number of blocks (--n-cpu-moe) leave there. `wrong`: what is wrong with the
/// patterns, of which then none counts; empty: nothing.
model::HostTensors host_tensors(const Run& run, const model::Architecture& model, std::string& wrong);

/// Host experts as a run states them; nothing where every expert is on the device.
Said<StatedPlacement> expert_placement(const model::HostExperts& host, const model::Architecture& model);

}  // namespace tokroof::catalog
