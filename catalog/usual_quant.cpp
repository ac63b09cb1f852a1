#include "catalog/usual_quant.hpp"

#include <string_view>

#include "model/count/quantization.hpp"

namespace tokroof::catalog {

std::string usual_quant(const model::Engine& engine, const model::Architecture& model, double memory_bytes) {
  constexpr double kRoom = 0.9;  // of the memory: the rest is cache and buffers
  constexpr double kBytesPerWeight = 2;
  constexpr std::string_view kTernary = "TQ";  // trained so, as BitNet is: a file of more bits holds no more
  if (engine.ggml && model.published.starts_with(kTernary)) {
    return std::string(model.published);
  }
  if (model::bits_per_weight(engine.quant) != 16) {
    return std::string(engine.quant);
  }
  if (engine.checkpoints && !model.published.empty()) {
    return std::string(model.published);
  }
  const bool too_large = model.parameters * kBytesPerWeight > kRoom * memory_bytes;
  return too_large ? "AWQ" : std::string(engine.quant);
}

}  // namespace tokroof::catalog
