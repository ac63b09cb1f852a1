#include "catalog/usual_quant.hpp"

#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {

bool is_trained_in_few_bits(const model::Architecture& model) {
  return model::is_one_of(model.published, {"Q1_0", "Q2_0", "TQ1_0", "TQ2_0"});
}

std::string usual_quant(const model::Engine& engine, const model::Architecture& model, double memory_bytes) {
  constexpr double kRoom = 0.9;  // of the memory: the rest is cache and buffers
  constexpr double kBytesPerWeight = 2;
  const bool few_bits = is_trained_in_few_bits(model);
  if (few_bits && engine.ggml) {
    return std::string(model.published);
  }
  if (few_bits && engine.quant.starts_with("MLX")) {
    return model.published == "Q1_0" ? "MLX 1-bit g128" : "MLX 2-bit g64";
  }
  if (model::bits_per_weight(engine.quant) != 16) {
    return std::string(engine.quant);
  }
  if (engine.checkpoints && !model.published.empty() && !few_bits) {
    return std::string(model.published);
  }
  const bool too_large = model.parameters * kBytesPerWeight > kRoom * memory_bytes;
  return too_large ? "AWQ" : std::string(engine.quant);
}

}  // namespace tokroof::catalog
