#include "model/count/tensor_list.hpp"

#include <cstddef>

#include "model/count/architecture_parameters.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof {
namespace {

using enum TensorCategory;

constexpr int kNoLayer = -1;
constexpr std::size_t kTensorsPerLayer = 14;  // for reserve(): the most that a common layer has

/// Appends the tensors of one layer after another.
class TensorListBuilder {
 public:
  TensorListBuilder(const Architecture& model, std::vector<Tensor>& tensors)
      : m(model),
        list(tensors),
        gated_delta(model.linear_kind == "gdn"),
        linear_parameters(linear_mixer(model).parameters) {}

  void embeddings(double layers);
  void layer(int index, LayerKind kind, bool wide_ffn);
  void extra_blocks() {
    const double read_share = m.extra_active ? 1 : 0;
    if (m.extra_parameters > 0) list.push_back({extra, m.d_model, m.extra_parameters, kNoLayer, read_share});
  }

 private:
  void add(TensorCategory category, double row_length, double rows, double read_share = 1) {
    list.push_back({category, row_length, row_length * rows, current, read_share});
  }
  void attention(bool global);
  void latent_attention();
  void grouped_attention(double heads, double kv_heads, double head_dim, bool k_equals_v);
  void linear_mixer_tensors();
  void dense_ffn(double width);
  void routed_experts();

  const Architecture& m;
  std::vector<Tensor>& list;
  bool gated_delta;
  double linear_parameters;
  int current = kNoLayer;
};

void TensorListBuilder::embeddings(double layers) {
  add(token_embedding, m.d_model, m.vocab, m.tied_embeddings ? 1 : 0);
  if (!m.tied_embeddings) add(output, m.d_model, m.vocab);
  if (m.ple_dim > 0) {
    add(per_layer_embedding, m.ple_dim * layers, positive_or(m.ple_vocab, m.vocab), 0);
    add(kept_f16, m.d_model, m.ple_dim * layers);
  }
}

void TensorListBuilder::latent_attention() {
  const double query_width = m.mla_nope_dim + m.mla_rope_dim;
  if (m.mla_q_rank > 0) {
    add(other, m.d_model, m.mla_q_rank);
    add(other, m.mla_q_rank, m.heads * query_width);
  } else {
    add(attention_q, m.d_model, m.heads * query_width);
  }
  add(other, m.d_model, m.mla_kv_rank + m.mla_rope_dim);
  add(other, m.mla_nope_dim, m.mla_kv_rank * m.heads);
  add(other, m.mla_kv_rank, m.heads * m.mla_v_dim);
  add(attention_output, m.heads * m.mla_v_dim, m.d_model);
}

void TensorListBuilder::grouped_attention(double heads, double kv_heads, double head_dim, bool k_equals_v) {
  const bool gate_in_query = m.attention_gate == 1 && gated_delta;  // Qwen3-Next stores both in attn_q
  const double query_rows = heads * head_dim * (gate_in_query ? 2 : 1);
  const double kv_rows = kv_heads * head_dim;
  if (m.fused_qkv) {
    add(attention_qkv, m.d_model, query_rows + kv_rows * (k_equals_v ? 1 : 2));
  } else {
    add(attention_q, m.d_model, query_rows);
    add(attention_k, m.d_model, kv_rows);
    if (!k_equals_v) add(attention_v, m.d_model, kv_rows);
  }
  add(attention_output, heads * head_dim, m.d_model);
  if (m.attention_gate == 1 && !gate_in_query) add(other, m.d_model, heads * head_dim);
  if (m.attention_gate == 2) add(other, m.d_model, heads);
}

void TensorListBuilder::attention(bool global) {
  if (m.attention_parameters > 0) {
    add(other, m.d_model, m.attention_parameters / m.layers / m.d_model);
  } else if (m.mla_kv_rank > 0) {
    latent_attention();
  } else if (global) {
    grouped_attention(positive_or(m.global_heads, m.heads),
                      positive_or(m.global_kv_heads, m.kv_heads),
                      positive_or(m.global_head_dim, m.head_dim),
                      m.k_equals_v);
  } else {
    grouped_attention(m.heads, m.kv_heads, m.head_dim, false);
  }
}

void TensorListBuilder::linear_mixer_tensors() {
  const double inner = m.linear_v_heads * m.linear_v_dim;
  const double channels = 2 * m.linear_k_heads * m.linear_k_dim + inner;
  if (gated_delta) {
    add(attention_qkv, m.d_model, channels);
    add(other, m.d_model, inner);                 // attn_gate
    add(other, m.d_model, 2 * m.linear_v_heads);  // ssm_alpha, ssm_beta
    add(kept_f32, m.linear_conv, channels);
    add(other, inner, m.d_model);
  } else if (m.linear_kind == "mamba2") {
    add(other, m.d_model, channels + inner + m.linear_v_heads);
    add(kept_f32, m.linear_conv, channels);
    add(other, inner, m.d_model);
  } else if (m.linear_kind == "shortconv") {
    add(other, m.d_model, 3 * m.d_model);
    add(kept_f32, m.linear_conv, m.d_model);
    add(other, m.d_model, m.d_model);
  } else {
    add(other, m.d_model, linear_parameters / m.d_model);
  }
}

void TensorListBuilder::dense_ffn(double width) {
  if (m.ffn_gated) add(ffn_gate, m.d_model, width);
  add(ffn_up, m.d_model, width);
  add(ffn_down, width, m.d_model);
}

void TensorListBuilder::routed_experts() {
  const double width = positive_or(m.moe_latent_dim, m.d_model), share = m.experts_active / m.experts;
  add(kept_f32, m.d_model, m.experts);  // router
  add(kept_f32, m.d_model, 1);          // norm
  if (m.ffn_gated) add(expert_gate, width, m.experts * m.d_ff_expert, share);
  add(expert_up, width, m.experts * m.d_ff_expert, share);
  add(expert_down, m.d_ff_expert, m.experts * width, share);
  if (m.shared_experts > 0) dense_ffn(m.d_ff_shared);
  if (m.moe_latent_dim > 0) {
    add(other, m.d_model, m.moe_latent_dim);
    add(other, m.moe_latent_dim, m.d_model);
  }
}

void TensorListBuilder::layer(int index, LayerKind kind, bool wide_ffn) {
  current = index;
  add(kept_f32, m.d_model, 1);  // norm
  const bool attends = kind.mixer != Mixer::linear && kind.mixer != Mixer::none;
  if (attends) attention(kind.mixer == Mixer::full);
  if (kind.mixer == Mixer::linear || kind.mixer == Mixer::parallel) linear_mixer_tensors();
  if (m.ple_dim > 0) {
    add(other, m.d_model, m.ple_dim);
    add(other, m.ple_dim, m.d_model);
  }
  if (kind.feed_forward == FeedForward::dense || kind.feed_forward == FeedForward::both) {
    add(kept_f32, m.d_model, 1);  // norm
    dense_ffn(wide_ffn ? m.d_ff_wide : m.d_ff);
  }
  if (kind.feed_forward == FeedForward::experts || kind.feed_forward == FeedForward::both) routed_experts();
}

}  // namespace

std::vector<Tensor> tensor_list(const Architecture& model) {
  const std::vector<LayerKind> kinds = layer_kinds(model);
  std::vector<Tensor> tensors;
  tensors.reserve(4 + kTensorsPerLayer * kinds.size());
  TensorListBuilder builder(model, tensors);
  const auto layers = static_cast<double>(kinds.size());
  builder.embeddings(layers);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const bool wide = static_cast<double>(i) >= layers - model.d_ff_wide_layers;
    builder.layer(static_cast<int>(i), kinds[i], wide);
  }
  builder.extra_blocks();
  return tensors;
}

}  // namespace tokroof
