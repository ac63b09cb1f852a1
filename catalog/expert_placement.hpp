#pragma once
#include <optional>
#include <string>

#include "catalog/run.hpp"
#include "model/scenario.hpp"

namespace tokroof {

/// The blocks whose experts a run keeps on the host; none where that is no block with experts. What a run may say, the
/// first that it does:
///
///     --n-cpu-moe N                           those of the first N blocks, whether these have experts or not
///     --override-tensor                       its patterns decide (model/count/tensor_override)
///     placement "expert-layers-gpu=K"         all but the last K blocks with experts: --n-cpu-moe takes the first
///     placement "experts=cpu"                 all
///     placement "partial", "blk 12+" in notes those from block 12 on; all where the notes say no block
std::optional<HostExperts> host_experts(const Run& run, const Architecture& model);

/// The same as the cell `placement`: "experts=cpu", "expert-layers-gpu=K"; empty where every expert is on the device.
std::string expert_placement(const HostExperts& host, const Architecture& model);

}  // namespace tokroof
