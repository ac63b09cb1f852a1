#include "formats/models/gguf_shape.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "model/count/architecture_parameters.hpp"

namespace tokroof::formats {
namespace {

void set_embeddings(const GgufSource& from, ModelFile& out) {
  model::Architecture& m = out.architecture;
  m.d_model = from.keys.required("embedding_length");
  const GgufTensor* embedding = from.blocks.global.find("token_embd");
  if (embedding == nullptr) {
    from.keys.fail("embedding_length", "there is no tensor token_embd.weight: part of the model is missing");
  }
  if (embedding->dimension(0) != m.d_model) {
    from.keys.fail(
        "embedding_length",
        fmt::format("{:.0f}, but rows of token_embd.weight have {:.0f}", m.d_model, embedding->dimension(0)));
  }
  m.vocab = embedding->dimension(1);
  m.tied_embeddings = !from.blocks.global.has("output");
  if (const auto context = from.keys.number("context_length")) {
    m.max_context = *context;
  }
  m.ple_dim = from.keys.or_else("embedding_length_per_layer_input", 0);
  if (const GgufTensor* table = from.blocks.global.find("per_layer_token_embd")) {
    m.ple_vocab = table->dimension(1) == m.vocab ? 0 : table->dimension(1);
  }
}

}  // namespace

bool gguf_latent_cache(const GgufBlocks& blocks, const GgufKeys& keys) {
  return blocks.first("attn_kv_a_mqa") != nullptr &&
         (blocks.first("attn_k_b") != nullptr || keys.value("attention.key_length_mla") != nullptr);
}

/// Width of hidden layers, dense and expert, from the rows of the matrices that lead out of them.
void gguf_feed_forward(const GgufSource& from, ModelFile& out) {
  model::Architecture& m = out.architecture;
  double wide_layers = 0;
  std::set<double> widths;
  for (const GgufBlockTensors& block : from.blocks.blocks) {
    if (const GgufTensor* down = block.find("ffn_down")) {
      const double width = down->dimension(0);
      wide_layers = !widths.empty() && width == *widths.rbegin() ? wide_layers + 1
                    : width > m.d_ff_wide                        ? 1
                                                                 : wide_layers;
      widths.insert(width);
      m.d_ff_wide = *widths.rbegin();
    }
  }
  m.d_ff = widths.empty() ? 0 : *widths.begin();
  m.d_ff_wide_layers = widths.size() > 1 ? wide_layers : 0;
  m.d_ff_wide = widths.size() > 1 ? m.d_ff_wide : 0;

  const GgufTensor* down = from.blocks.first("ffn_down_exps");
  const bool gate = from.blocks.first("ffn_gate") != nullptr ||
                    from.blocks.first("ffn_gate_exps") != nullptr ||
                    from.blocks.first("ffn_gate_up_exps") != nullptr;
  const GgufTensor* up = from.blocks.first("ffn_up");
  m.ffn_gated = gate || (up != nullptr && m.d_ff > 0 && up->dimension(1) == 2 * m.d_ff);
  if (down == nullptr) {
    return;
  }
  m.experts = from.keys.required("expert_count");
  m.experts_active = from.keys.required("expert_used_count");
  if (m.experts_active > m.experts) {
    from.keys.fail("expert_used_count", fmt::format("{:.0f} of {:.0f} experts", m.experts_active, m.experts));
  }
  m.d_ff_expert = down->dimension(0);
  m.moe_latent_dim = down->dimension(1) == m.d_model ? 0 : down->dimension(1);
  if (const GgufTensor* shared = from.blocks.first("ffn_down_shexp")) {
    m.shared_experts = std::max(1.0, from.keys.or_else("expert_shared_count", 1));
    m.d_ff_shared = shared->dimension(0);
  }
}

void gguf_linear_mixers(const GgufSource& from, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const GgufKeys& keys = from.keys;
  if (const auto kernel = keys.number("shortconv.l_cache")) {
    m.linear_kind = "shortconv";
    m.linear_conv = *kernel;
  } else if (from.blocks.first("time_mix_key") != nullptr ||
             from.blocks.first("time_mix_receptance") != nullptr) {
    m.linear_kind = "rwkv7";
    const double head = keys.required("wkv.head_size");
    m.heads = m.kv_heads = m.d_model / head;
    m.head_dim = head;
    m.state_bytes_f32 = 4 * m.linear_attention_layers * (m.d_model * head + 2 * m.d_model);
    return;
  } else if (const auto width = keys.number("kda.head_dim")) {
    m.linear_kind = "kda";
    m.linear_v_heads = m.heads;
    m.linear_k_dim = m.linear_v_dim = *width;
  } else if (m.linear_attention_layers > 0) {
    const double inner = keys.required("ssm.inner_size");
    const double rank = keys.required("ssm.time_step_rank");
    const bool delta = from.blocks.first("ssm_alpha") != nullptr || from.blocks.first("ssm_ba") != nullptr ||
                       from.blocks.first("ssm_beta_alpha") != nullptr;
    const bool first_kind = from.blocks.first("ssm_x") != nullptr;
    m.linear_kind = delta ? "gdn" : first_kind ? "mamba1" : "mamba2";
    m.linear_conv = keys.required("ssm.conv_kernel");
    m.linear_k_dim = keys.required("ssm.state_size");
    m.linear_k_heads = first_kind ? rank : keys.or_else("ssm.group_count", 1);
    m.linear_v_heads = first_kind ? inner : rank;
    m.linear_v_dim = inner / m.linear_v_heads;
  }
  m.state_bytes_f32 = m.linear_attention_layers * model::linear_mixer(m).state_bytes;
}

void gguf_shape(const GgufSource& from, ModelFile& out) {
  model::Architecture& m = out.architecture;
  set_embeddings(from, out);
  std::vector<LayerShape> layers(from.blocks.blocks.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const GgufBlockTensors& block = from.blocks.blocks[i];
    layers[i].attends = block.attends();
    layers[i].linear = block.linear();
    layers[i].dense_ffn = block.has("ffn_down") || block.has("channel_mix_value");
    layers[i].experts = block.has("ffn_down_exps");
  }
  gguf_attention(from, layers, out);
  gguf_windows(from, layers, out);
  if (set_layers(m, layers)) {
    out.notes.emplace_back("heads vary from layer to layer: their mean counts");
  }
  gguf_linear_mixers(from, out);
  gguf_feed_forward(from, out);
  m.kv_shared_layers = from.keys.or_else("attention.shared_kv_layers", 0);
  m.attention_kind = attention_kind_of(m, gguf_latent_cache(from.blocks, from.keys));
  gguf_compressed_attention(from, out);
}

}  // namespace tokroof::formats
