#pragma once
#include <optional>
#include <string_view>

#include "judge/audit/context.hpp"
#include "model/architecture.hpp"
#include "model/count/memory.hpp"

namespace tokroof::judge {

/// Bytes of all weights at what the storage type's name may mean.
struct WeightSize {
  double least_bytes = 0;       ///< at the fewest bits
  double least_file_bytes = 0;  ///< with types that are rarely meant
  double usual_bytes = 0;
  double bits = 0;  ///< of the least
};
WeightSize weight_size(const model::Architecture& model, std::string_view quant);

/// Bytes of the KV cache of one sequence with so many tokens, 16 bit.
double cache_bytes(const model::Architecture& model, double tokens);

/// memory_need() of the claim's devices, model and storage type with so many tokens in the cache; nothing where it
/// cannot be counted. The fewest bits that the storage type may mean.
std::optional<model::MemoryNeed> need_of(const AuditContext& context,
                                         const Claim& claim,
                                         std::string_view quant,
                                         double tokens);

/// What the devices of a claim hold, in binary GiB as memory is sold; NaN where unknown.
double capacity_bytes(const NamedMachine& machine);

}  // namespace tokroof::judge
