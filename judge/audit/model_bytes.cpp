#include "judge/audit/model_bytes.hpp"

#include <algorithm>

#include "catalog/input_error.hpp"
#include "catalog/resolve.hpp"
#include "judge/audit/readings.hpp"
#include "judge/audit/storage_bits.hpp"
#include "model/count.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/weights.hpp"
#include "model/units.hpp"
#include "predict/request.hpp"

namespace tokroof {
WeightSize weight_size(const Architecture& model, std::string_view quant) {
  const StorageReading reading = storage_reading(quant);
  WeightSize size;
  const auto counted = counted_bytes(model, reading.types.back(), Engine{});
  size.usual_bytes = counted ? counted->file_bytes : kUnknown;
  size.least_bytes = reading.least_bits > 0 ? model.parameters * reading.least_bits / 8 : size.usual_bytes;
  size.least_bytes = std::min(size.least_bytes, size.usual_bytes);
  size.least_file_bytes =
      reading.least_file_bits > 0 ? model.parameters * reading.least_file_bits / 8 : size.least_bytes;
  size.bits = size.least_bytes * 8 / model.parameters;
  return size;
}

double cache_bytes(const Architecture& model, double tokens) {
  Scenario s;
  s.model = &model;
  s.engine = "llama.cpp";
  s.facts.ggml = true;
  s.engine_year = 2026;
  s.context = tokens;
  return kv_cache(s, layer_counts(model)).held_bytes;
}

std::optional<MemoryNeed> need_of(const AuditContext& context,
                                  const Claim& claim,
                                  std::string_view quant,
                                  double tokens) {
  Run run = run_of(context, claim, storage_reading(quant).types.front());
  run.depth = tokens;
  run.n_gen = 1;
  run.interconnect.clear();
  try {
    const Request request = complete(context.catalog(), context.fitted(), {run});
    const auto scenario = resolve(context.catalog(), request.run);
    if (!scenario) {
      return std::nullopt;
    }
    const auto step = count(*scenario, WeightCheck::leave);
    return step ? std::optional(memory_need(*scenario, *step)) : std::nullopt;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

double capacity_bytes(const NamedMachine& machine) {
  return machine.part == nullptr ? kUnknown : machine.part->memory_gib * kGib * machine.parts;
}

}  // namespace tokroof
