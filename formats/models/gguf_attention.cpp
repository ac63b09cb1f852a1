#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formats/models/gguf_shape.hpp"
#include "model/count/layer_counts.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Mean of the widths of a key and a value: what one cached token holds is twice this for each KV head.
struct HeadWidths {
  double key = 0, value = 0;
  [[nodiscard]] double mean() const { return (key + value) / 2; }
};

HeadWidths head_widths(const GgufSource& from, double heads, ModelFile& out) {
  const auto key = from.keys.number("attention.key_length");
  const auto value = from.keys.number("attention.value_length");
  const double usual = heads > 0 ? out.architecture.d_model / heads : 0;
  if (!key) {
    out.assume("head_dim", usual);
  }
  return {key.value_or(usual), value.value_or(key.value_or(usual))};
}

void latent_attention(const GgufSource& from,
                      const HeadWidths& widths,
                      std::vector<LayerShape>& layers,
                      ModelFile& out) {
  model::Architecture& m = out.architecture;
  const GgufKeys& keys = from.keys;
  m.mla_kv_rank = keys.required("attention.kv_lora_rank");
  m.mla_rope_dim = keys.required("rope.dimension_count");
  m.mla_q_rank = keys.or_else("attention.q_lora_rank", 0);
  const bool compressed = gguf_latent_cache(from.blocks, keys);
  const double key = keys.or_else("attention.key_length_mla", widths.key);
  m.mla_v_dim = keys.or_else("attention.value_length_mla", widths.value);
  m.mla_nope_dim = key - m.mla_rope_dim;
  if (!(m.mla_nope_dim > 0)) {
    keys.fail("rope.dimension_count", fmt::format("{:.0f} of {:.0f} values of a key", m.mla_rope_dim, key));
  }
  for (LayerShape& l : layers) {
    l.kv_heads = l.heads;
    l.head_dim = compressed ? key : (key + m.mla_v_dim) / 2;
  }
  if (!compressed) {
    out.notes.emplace_back(
        "made before latent attention had a compressed cache: keys and values of all heads are cached");
  }
}

/// A gate on what attention puts out: 1 as wide as the queries, 2 one value a head.
double attention_gate(const GgufSource& from, double heads, double key) {
  for (const GgufBlockTensors& block : from.blocks.blocks) {
    if (!block.attends() || block.linear()) {
      continue;
    }
    const GgufTensor* query = block.find("attn_q");
    const GgufTensor* gate = block.find("attn_gate");
    if (gate != nullptr) return gate->dimension(1) <= heads ? 2 : 1;
    if (query != nullptr && query->dimension(1) == 2 * heads * key) return 1;
  }
  return 0;
}

}  // namespace

void gguf_attention(const GgufSource& from, std::vector<LayerShape>& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  if (model::none_of(layers, [](const LayerShape& l) { return l.attends; })) {
    return;
  }
  const double most = from.keys.required("attention.head_count");
  const std::vector<double> heads = *from.keys.by_layer("attention.head_count", layers.size());
  const auto kv_heads = from.keys.by_layer("attention.head_count_kv", layers.size());
  if (!kv_heads) {
    out.assume("kv_heads", most);
  }
  const HeadWidths widths = head_widths(from, most, out);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const bool no_cache = layers[i].attends && kv_heads && (*kv_heads)[i] == 0;
    layers[i].attends = layers[i].attends && !no_cache;
    layers[i].heads = heads[i];
    layers[i].kv_heads = kv_heads ? (*kv_heads)[i] : heads[i];
    layers[i].head_dim = widths.mean();
  }
  if (from.blocks.first("attn_kv_a_mqa") != nullptr) {
    latent_attention(from, widths, layers, out);
    return;
  }
  for (const GgufBlockTensors& block : from.blocks.blocks) {
    m.fused_qkv = m.fused_qkv || (block.has("attn_qkv") && !block.linear());
    m.k_equals_v = m.k_equals_v || (block.has("attn_k") && !block.has("attn_v") && !block.linear());
  }
  m.attention_gate = attention_gate(from, most, widths.key);
}

void gguf_windows(const GgufSource& from, std::vector<LayerShape>& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const GgufValue* pattern = from.keys.value("attention.sliding_window_pattern");
  const double default_window = from.family != nullptr ? from.family->window_tokens : 0;
  const double default_period = from.family != nullptr ? from.family->window_period : 0;
  const auto stated = from.keys.number("attention.sliding_window");
  const double window = stated.value_or(default_window);
  if (!(window > 0)) {
    return;
  }
  if (!stated) {
    out.assume("sliding_window", window);
  }
  const bool all_slide = from.architecture == "deepseek4";
  if (pattern == nullptr && default_period == 0 && !all_slide) {
    out.notes.push_back(fmt::format(
        "states a window of {:.0f} tokens, which llama.cpp ignores for '{}'", window, from.architecture));
    return;
  }
  if (pattern == nullptr && !all_slide) {
    out.assume("sliding_pattern", fmt::format("every {}th layer sees all", default_period));
  }
  const auto swa_key = from.keys.number("attention.key_length_swa");
  const auto swa_value = from.keys.number("attention.value_length_swa");
  const double period = pattern != nullptr && pattern->number ? *pattern->number : default_period;
  m.sliding_window = window;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (pattern != nullptr && !pattern->numbers.empty()) {
      layers[i].sliding = pattern->numbers[i % pattern->numbers.size()] != 0;
    } else {
      layers[i].sliding = all_slide || period == 0 || std::fmod(static_cast<double>(i), period) < period - 1;
    }
    if (layers[i].sliding && swa_key) {
      layers[i].head_dim = (*swa_key + swa_value.value_or(*swa_key)) / 2;
    }
  }
}

void gguf_compressed_attention(const GgufSource& from, ModelFile& out) {
  model::Architecture& m = out.architecture;
  double parameters = 0;
  for (const GgufBlockTensors& block : from.blocks.blocks) {
    double ratio = 0;
    for (const auto& [part, tensor] : block.all()) {
      const bool entry = part.ends_with("_ape") && !part.starts_with("indexer");
      ratio = entry ? tensor->dimension(1) : ratio;
      parameters += part.starts_with("attn_") || part.starts_with("indexer") ? tensor->elements() : 0;
    }
    if (ratio > 0) {
      const bool selects = block.any_begins("indexer");
      (selects ? m.csa_layers : m.hca_layers) += 1;
      (selects ? m.csa_ratio : m.hca_ratio) = ratio;
    }
  }
  if (m.csa_layers + m.hca_layers == 0) {
    return;
  }
  m.attention_kind = "dsv4-csa-hca";
  m.attention_parameters = parameters;
  m.indexer_heads = from.keys.or_else("attention.indexer.head_count", 0);
  m.indexer_dim = from.keys.or_else("attention.indexer.key_length", 0);
  m.indexer_top_k = from.keys.or_else("attention.indexer.top_k", 0);
  if (const GgufTensor* mixing = from.blocks.first("hc_attn_fn")) {
    constexpr double kSteps = 20;
    m.residual_streams = mixing->dimension(0) / m.d_model;
    m.sinkhorn_steps = kSteps;
    out.assume("sinkhorn_steps", kSteps);
  }
  constexpr double kRowsKept = 8;  // of the compressor's window, as two halves, in F32, every token
  m.state_bytes_f32 = m.csa_layers * kRowsKept * 2 * 2 * (m.head_dim + m.indexer_dim) * 4;
}

}  // namespace tokroof::formats
