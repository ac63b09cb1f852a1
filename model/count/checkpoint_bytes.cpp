#include "model/count/checkpoint_bytes.hpp"

#include <algorithm>
#include <cmath>

#include "model/count/architecture_parameters.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::model {
namespace {

constexpr double kUnquantizedBits = 16;
constexpr double kExlOutputBits = 6;
constexpr double kEightBits = 8;

/// What NVIDIA keeps of its own mixtures.
void store_nemotron(const Architecture& model, StoredBits& stored) {
  const bool latent_at_four = model.moe_latent_dim > 0 && stored.experts < kEightBits;
  stored.attention = kUnquantizedBits;
  if (latent_at_four) {
    stored.layers = stored.mixers = kEightBits;
  } else if (model.linear_attention_layers > 0) {
    const double kept = std::min(model.full_attention_layers / model.linear_attention_layers, 1.0);
    stored.mixers = std::lerp(stored.mixers, kUnquantizedBits, kept);
  }
}

}  // namespace

StoredBits stored_bits(std::string_view quant, const Engine& engine, const Architecture& model) {
  const double bits = bits_per_weight(quant);
  const bool mixture = layer_counts(model).mixture;
  StoredBits stored{bits, bits, bits, bits, bits, bits};
  const std::string_view type = storage_class(quant);
  if (type == "exl") {
    stored.output = kExlOutputBits;
    stored.rest = kUnquantizedBits;
  } else if (is_one_of(type, {"int4", "int8", "fp8", "nvfp4", "mxfp4"}) && !engine.quantizes_output) {
    stored.output = stored.rest = kUnquantizedBits;
    if (mixture && model.family == "nemotron-h" && is_one_of(type, {"nvfp4", "fp8"})) {
      store_nemotron(model, stored);
    } else if (mixture && is_one_of(type, {"mxfp4", "nvfp4"})) {
      stored.layers = stored.attention = stored.mixers = kUnquantizedBits;
    } else if (type == "nvfp4" && model.family == "gemma4") {
      stored.attention = stored.mixers = kUnquantizedBits;
    }
  }
  return stored;
}

std::optional<WeightBytes> checkpoint_bytes(const Architecture& m,
                                            std::string_view quant,
                                            const Engine& engine) {
  constexpr double bits_per_byte = 8;
  const LayerCounts layers = layer_counts(m);
  const ArchitectureParameters parts = architecture_parameters(m);
  const StoredBits bits = stored_bits(quant, engine, m);
  if (!(bits.layers > 0)) return std::nullopt;

  const double output = m.vocab * m.d_model;
  const double untied = m.tied_embeddings ? 0 : output;
  const double outside = m.extra_parameters;
  const double tables = untied + parts.per_layer_embedding;
  const double experts =
      layers.mixture ? std::min(layers.experts * m.experts * expert_parameters(m), m.parameters) : 0;
  const double share = layers.mixture ? m.experts_active / m.experts : 0;
  const double read_outside = m.extra_active ? outside : 0;
  const double read = parameters_read(m);

  const double in_layers = std::max(m.parameters - experts - output - tables - outside, 0.0);
  const double read_in_layers = std::max(read - share * experts - output - read_outside, 0.0);
  const double mixing = std::min(parts.attention + parts.linear, std::min(in_layers, read_in_layers));
  const double linear = std::min(parts.linear, mixing);
  const auto layer_bits = [&](double weights) {
    return bits.layers * (weights - mixing) + bits.attention * (mixing - linear) + bits.mixers * linear;
  };
  WeightBytes sum;
  sum.expert_bytes_total = bits.experts * experts / bits_per_byte;
  sum.file_bytes =
      sum.expert_bytes_total +
      (layer_bits(in_layers) + bits.output * output + bits.rest * (tables + outside)) / bits_per_byte;
  sum.read_bytes_per_token =
      share * sum.expert_bytes_total +
      (layer_bits(read_in_layers) + bits.output * output + bits.rest * read_outside) / bits_per_byte;
  if (!std::isfinite(sum.file_bytes) || !std::isfinite(sum.read_bytes_per_token)) return std::nullopt;
  return sum;
}

}  // namespace tokroof::model
