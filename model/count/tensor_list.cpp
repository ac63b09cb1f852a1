#include "model/count/tensor_list.hpp"

#include <cstddef>

#include "model/count/architecture_parameters.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof::model {
namespace {

using enum TensorCategory;

constexpr int kNoLayer = -1;
constexpr std::size_t kTensorsPerLayer = 14;  // for reserve(): the most that a common layer has

struct FfnNames {
  std::string_view gate, up, down;
};
constexpr FfnNames kDenseFfn{"ffn_gate", "ffn_up", "ffn_down"};
constexpr FfnNames kSharedFfn{"ffn_gate_shexp", "ffn_up_shexp", "ffn_down_shexp"};

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
    if (m.extra_parameters > 0)
      list.push_back({extra, m.d_model, m.extra_parameters, kNoLayer, read_share, "extra"});
  }

 private:
  void add(
      TensorCategory category, double row_length, double rows, std::string_view part, double read_share = 1) {
    list.push_back({category, row_length, row_length * rows, current, read_share, part});
  }
  void attention(bool global);
  void latent_attention();
  void grouped_attention(double heads, double kv_heads, double head_dim, bool k_equals_v);
  void linear_mixer_tensors();
  void dense_ffn(double width, const FfnNames& names);
  void routed_experts();

  const Architecture& m;
  std::vector<Tensor>& list;
  bool gated_delta;
  double linear_parameters;
  int current = kNoLayer;
};

void TensorListBuilder::embeddings(double layers) {
  add(token_embedding, m.d_model, m.vocab, "token_embd", m.tied_embeddings ? 1 : 0);
  if (!m.tied_embeddings) add(output, m.d_model, m.vocab, "output");
  if (m.ple_dim > 0) {
    add(per_layer_embedding,
        m.ple_dim * layers,
        positive_or(m.ple_vocab, m.vocab),
        "per_layer_token_embd",
        0);
    add(kept_f16, m.d_model, m.ple_dim * layers, "per_layer_model_proj");
  }
}

void TensorListBuilder::latent_attention() {
  const double query_width = m.mla_nope_dim + m.mla_rope_dim;
  if (m.mla_q_rank > 0) {
    add(other, m.d_model, m.mla_q_rank, "attn_q_a");
    add(other, m.mla_q_rank, m.heads * query_width, "attn_q_b");
  } else {
    add(attention_q, m.d_model, m.heads * query_width, "attn_q");
  }
  add(other, m.d_model, m.mla_kv_rank + m.mla_rope_dim, "attn_kv_a_mqa");
  add(other, m.mla_nope_dim, m.mla_kv_rank * m.heads, "attn_k_b");
  add(other, m.mla_kv_rank, m.heads * m.mla_v_dim, "attn_v_b");
  add(attention_output, m.heads * m.mla_v_dim, m.d_model, "attn_output");
}

void TensorListBuilder::grouped_attention(double heads, double kv_heads, double head_dim, bool k_equals_v) {
  const bool gate_in_query = m.attention_gate == 1 && gated_delta;  // Qwen3-Next stores both in attn_q
  const double query_rows = heads * head_dim * (gate_in_query ? 2 : 1);
  const double kv_rows = kv_heads * head_dim;
  if (m.fused_qkv) {
    add(attention_qkv, m.d_model, query_rows + kv_rows * (k_equals_v ? 1 : 2), "attn_qkv");
  } else {
    add(attention_q, m.d_model, query_rows, "attn_q");
    add(attention_k, m.d_model, kv_rows, "attn_k");
    if (!k_equals_v) add(attention_v, m.d_model, kv_rows, "attn_v");
  }
  add(attention_output, heads * head_dim, m.d_model, "attn_output");
  if (m.attention_gate == 1 && !gate_in_query) add(other, m.d_model, heads * head_dim, "attn_gate");
  if (m.attention_gate == 2) add(other, m.d_model, heads, "attn_gate");
}

void TensorListBuilder::attention(bool global) {
  if (m.attention_parameters > 0) {
    add(other, m.d_model, m.attention_parameters / m.layers / m.d_model, "attn");
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
    add(attention_qkv, m.d_model, channels, "attn_qkv");
    add(other, m.d_model, inner, "attn_gate");
    add(other, m.d_model, 2 * m.linear_v_heads, "ssm_ba");
    add(kept_f32, m.linear_conv, channels, "ssm_conv1d");
    add(other, inner, m.d_model, "ssm_out");
  } else if (m.linear_kind == "mamba2") {
    add(other, m.d_model, channels + inner + m.linear_v_heads, "ssm_in");
    add(kept_f32, m.linear_conv, channels, "ssm_conv1d");
    add(other, inner, m.d_model, "ssm_out");
  } else if (m.linear_kind == "shortconv") {
    add(other, m.d_model, 3 * m.d_model, "shortconv.in_proj");
    add(kept_f32, m.linear_conv, m.d_model, "shortconv.conv");
    add(other, m.d_model, m.d_model, "shortconv.out_proj");
  } else {
    add(other, m.d_model, linear_parameters / m.d_model, "ssm");
  }
}

void TensorListBuilder::dense_ffn(double width, const FfnNames& names) {
  if (m.ffn_gated) add(ffn_gate, m.d_model, width, names.gate);
  add(ffn_up, m.d_model, width, names.up);
  add(ffn_down, width, m.d_model, names.down);
}

void TensorListBuilder::routed_experts() {
  const double width = positive_or(m.moe_latent_dim, m.d_model), share = m.experts_active / m.experts;
  add(kept_f32, m.d_model, m.experts, "ffn_gate_inp");  // router
  add(kept_f32, m.d_model, 1, "ffn_norm");
  if (m.ffn_gated) add(expert_gate, width, m.experts * m.d_ff_expert, "ffn_gate_exps", share);
  add(expert_up, width, m.experts * m.d_ff_expert, "ffn_up_exps", share);
  add(expert_down, m.d_ff_expert, m.experts * width, "ffn_down_exps", share);
  if (m.shared_experts > 0) dense_ffn(m.d_ff_shared, kSharedFfn);
  if (m.moe_latent_dim > 0) {
    add(other, m.d_model, m.moe_latent_dim, "ffn_latent_down");
    add(other, m.moe_latent_dim, m.d_model, "ffn_latent_up");
  }
}

void TensorListBuilder::layer(int index, LayerKind kind, bool wide_ffn) {
  current = index;
  add(kept_f32, m.d_model, 1, "attn_norm");
  const bool attends = kind.mixer != Mixer::linear && kind.mixer != Mixer::none;
  if (attends) attention(kind.mixer == Mixer::full);
  if (kind.mixer == Mixer::linear || kind.mixer == Mixer::parallel) linear_mixer_tensors();
  if (m.ple_dim > 0) {
    add(other, m.d_model, m.ple_dim, "inp_gate");
    add(other, m.ple_dim, m.d_model, "proj");
  }
  if (kind.feed_forward == FeedForward::dense || kind.feed_forward == FeedForward::both) {
    add(kept_f32, m.d_model, 1, "ffn_norm");
    dense_ffn(wide_ffn ? m.d_ff_wide : m.d_ff, kDenseFfn);
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

std::string tensor_name(const Tensor& tensor) {
  const std::string part(tensor.part);
  return (tensor.layer >= 0 ? "blk." + std::to_string(tensor.layer) + "." : "") + part + ".weight";
}

}  // namespace tokroof::model
