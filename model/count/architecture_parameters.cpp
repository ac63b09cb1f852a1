#include "model/count/architecture_parameters.hpp"

#include "model/count/layer_counts.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof::model {
namespace {

constexpr double kStateValueBytes = 4;  // llama.cpp keeps recurrent state in F32

double grouped_attention(
    const Architecture& m, double heads, double kv_heads, double head_dim, bool k_equals_v) {
  const double query = m.d_model * heads * head_dim;
  const double gate = m.attention_gate == 1 ? query : m.attention_gate == 2 ? m.d_model * heads : 0;
  return 2 * query + m.d_model * kv_heads * head_dim * (k_equals_v ? 1 : 2) + gate;
}

double latent_attention(const Architecture& m) {
  const double queries = m.heads * (m.mla_nope_dim + m.mla_rope_dim);
  const double to_queries =
      m.mla_q_rank > 0 ? m.d_model * m.mla_q_rank + m.mla_q_rank * queries : m.d_model * queries;
  const double to_latent = m.d_model * (m.mla_kv_rank + m.mla_rope_dim);
  const double from_latent = m.mla_kv_rank * m.heads * (m.mla_nope_dim + m.mla_v_dim);
  return to_queries + to_latent + from_latent + m.heads * m.mla_v_dim * m.d_model;
}

double attention(const Architecture& m, const BlockCounts& n) {
  if (m.attention_parameters > 0) return m.attention_parameters;
  if (m.mla_kv_rank > 0) return latent_attention(m) * (n.full + n.window);
  const double heads = positive_or(m.global_heads, m.heads);
  const double kv_heads = positive_or(m.global_kv_heads, m.kv_heads);
  const double full =
      grouped_attention(m, heads, kv_heads, positive_or(m.global_head_dim, m.head_dim), m.k_equals_v);
  return n.full * full + n.window * grouped_attention(m, m.heads, m.kv_heads, m.head_dim, false);
}

/// Experts' layers when `read` of the routed experts are counted.
double experts(const Architecture& m, const BlockCounts& n, double read) {
  const double matrices = m.ffn_gated ? 3 : 2;
  const double router = m.d_model * m.experts;
  const double shared = m.shared_experts > 0 ? matrices * m.d_model * m.d_ff_shared : 0;
  const double latent = 2 * m.d_model * m.moe_latent_dim;
  return n.experts * (read * expert_parameters(m) + router + shared + latent);
}

}  // namespace

double expert_parameters(const Architecture& m) {
  return (m.ffn_gated ? 3 : 2) * positive_or(m.moe_latent_dim, m.d_model) * m.d_ff_expert;
}

double parameters_read(const Architecture& m) {
  return positive_or(m.computed_active_parameters, m.active_parameters);
}

LinearMixer linear_mixer(const Architecture& m) {
  const double d = m.d_model, inner = m.linear_v_heads * m.linear_v_dim, kernel = m.linear_conv;
  const double keys = m.linear_k_heads * m.linear_k_dim;  // mamba2: groups x state size
  const double head_state = m.linear_v_heads * m.linear_k_dim * m.linear_v_dim;
  const double channels = 2 * keys + inner;
  const double conv_state = channels * (kernel - 1);
  if (m.linear_kind == "gdn") {
    return {d * channels + d * inner + 2 * d * m.linear_v_heads + channels * kernel + inner * d,
            kStateValueBytes * (head_state + conv_state)};
  }
  if (m.linear_kind == "mamba2") {
    return {d * (2 * inner + 2 * keys + m.linear_v_heads) + channels * kernel + inner * d,
            kStateValueBytes * (head_state + conv_state)};
  }
  if (m.linear_kind == "mamba1") {
    const double rank = m.linear_k_heads, state = m.linear_k_dim;
    return {3 * d * inner + inner * kernel + inner * (rank + 2 * state) + rank * inner + inner * state,
            kStateValueBytes * (inner * state + inner * (kernel - 1))};
  }
  if (m.linear_kind == "shortconv") return {4 * d * d + d * kernel, kStateValueBytes * d * (kernel - 1)};
  if (m.linear_kind == "kda") return {5 * d * inner + d * m.linear_v_heads, kStateValueBytes * head_state};
  return {};
}

ArchitectureParameters architecture_parameters(const Architecture& m) {
  const BlockCounts n = block_counts(m);
  const double matrices = m.ffn_gated ? 3 : 2;
  ArchitectureParameters p;
  p.embedding = m.vocab * m.d_model * (m.tied_embeddings ? 1 : 2);
  p.attention = attention(m, n);
  if (n.linear > 0) {
    const LinearMixer mixer = linear_mixer(m);
    p.linear = n.linear * mixer.parameters;
    p.state_bytes = n.linear * mixer.state_bytes;
  }
  p.dense = n.dense * matrices * m.d_model * m.d_ff +
            m.d_ff_wide_layers * matrices * m.d_model * (m.d_ff_wide - m.d_ff);
  p.experts = experts(m, n, m.experts);
  if (m.ple_dim > 0) {
    p.per_layer_embedding = positive_or(m.ple_vocab, m.vocab) * m.layers * m.ple_dim;
    p.per_layer_projection = 3 * m.layers * m.d_model * m.ple_dim;
  }
  p.extra = m.extra_parameters;
  p.total = p.embedding + p.attention + p.linear + p.dense + p.experts + p.per_layer_embedding +
            p.per_layer_projection + p.extra;
  p.active = m.vocab * m.d_model + p.attention + p.linear + p.dense + experts(m, n, m.experts_active) +
             p.per_layer_projection + (m.extra_active ? p.extra : 0);
  return p;
}

}  // namespace tokroof::model
