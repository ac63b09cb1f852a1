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

namespace tokroof::judge {
WeightSize weight_size(const model::Architecture& model, std::string_view quant) {
  const StorageReading reading = storage_reading(quant);
  WeightSize size;
  const auto counted = model::counted_bytes(model, reading.types.back(), model::Engine{});
  size.usual_bytes = counted ? counted->file_bytes : model::kUnknown;
  size.least_bytes = reading.least_bits > 0 ? model.parameters * reading.least_bits / 8 : size.usual_bytes;
  size.least_bytes = std::min(size.least_bytes, size.usual_bytes);
  size.least_file_bytes =
      reading.least_file_bits > 0 ? model.parameters * reading.least_file_bits / 8 : size.least_bytes;
  size.bits = size.least_bytes * 8 / model.parameters;
  return size;
}

double cache_bytes(const model::Architecture& model, double tokens) {
  model::Scenario s;
  s.model = &model;
  s.engine = "llama.cpp";
  s.facts.ggml = true;
  s.engine_year = 2026;
  s.context = tokens;
  return model::kv_cache(s, model::layer_counts(model)).held_bytes;
}

std::optional<model::MemoryNeed> need_of(const AuditContext& context,
                                         const Claim& claim,
                                         std::string_view quant,
                                         double tokens) {
  catalog::Run run = run_of(context, claim, storage_reading(quant).types.front());
  run.depth = tokens;
  run.n_gen = 1;
  run.interconnect.clear();
  try {
    const predict::Request request = predict::complete(context.catalog(), context.fitted(), {run});
    const auto scenario = catalog::resolve(context.catalog(), request.run);
    if (!scenario) {
      return std::nullopt;
    }
    const auto step = model::count(*scenario, model::WeightCheck::leave);
    return step ? std::optional(model::memory_need(*scenario, *step)) : std::nullopt;
  } catch (const catalog::InputError&) {
    return std::nullopt;
  }
}

double capacity_bytes(const NamedMachine& machine) {
  return machine.part == nullptr ? model::kUnknown : machine.part->memory_gib * model::kGib * machine.parts;
}

}  // namespace tokroof::judge
