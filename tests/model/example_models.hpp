#pragma once
#include "model/architecture.hpp"

namespace tokroof::test {

/// Small models with round numbers, so that a test's expectation can be worked out by hand.
/// 8 layers of width 256: attention matrices of 65,536 elements, feed-forward matrices of 262,144.
inline model::Architecture small_dense() {
  model::Architecture m;
  m.slug = "small-dense";
  m.layers = 8;
  m.d_model = 256;
  m.heads = 2;
  m.kv_heads = 2;
  m.head_dim = 128;
  m.d_ff = 1024;
  m.vocab = 1000;
  return m;
}

/// 16 experts, 2 routed and 1 shared, each of 3 x 131,072 elements, in all layers but the first.
inline model::Architecture small_mixture() {
  model::Architecture m = small_dense();
  m.slug = "small-mixture";
  m.layers = 4;
  m.dense_layers = 1;
  m.experts = 16;
  m.experts_active = 2;
  m.shared_experts = 1;
  m.d_ff_expert = 512;
  m.d_ff_shared = 512;
  return m;
}

/// Per-layer embeddings of width 256 (Gemma E), tied.
inline model::Architecture small_per_layer_embedding() {
  model::Architecture m = small_dense();
  m.slug = "small-ple";
  m.tied_embeddings = true;
  m.ple_dim = 256;
  return m;
}

/// Every fourth layer attends, the others are gated delta nets: 2 x 128 keys, 4 x 64 values, kernel 4.
inline model::Architecture small_gated_delta() {
  model::Architecture m = small_dense();
  m.slug = "small-gdn";
  m.full_attention_layers = 2;
  m.linear_attention_layers = 6;
  m.linear_kind = "gdn";
  m.linear_k_heads = 2;
  m.linear_k_dim = 128;
  m.linear_v_heads = 4;
  m.linear_v_dim = 64;
  m.linear_conv = 4;
  return m;
}

/// Attention over compressed entries: 8 layers with a window of 128, of them 4 with an entry for each 4 tokens, of which
/// 512 are selected, and 2 with one for each 128. One vector of 512 for 64 heads; 4 residual streams.
inline model::Architecture small_compressed() {
  model::Architecture m = small_dense();
  m.slug = "small-compressed";
  m.family = "deepseek4";
  m.heads = 64;
  m.kv_heads = 1;
  m.head_dim = 512;
  m.sliding_window = 128;
  m.full_attention_layers = 0;
  m.csa_layers = 4;
  m.csa_ratio = 4;
  m.hca_layers = 2;
  m.hca_ratio = 128;
  m.indexer_heads = 64;
  m.indexer_dim = 128;
  m.indexer_top_k = 512;
  m.residual_streams = 4;
  m.sinkhorn_steps = 20;
  return m;
}

/// Latent attention of 4 heads over vectors of 64 + 16, in 8 layers, of which an indexer picks 2048: 2 layers score keys of
/// 128, one for every 4 tokens, with 32 heads.
inline model::Architecture small_selecting() {
  model::Architecture m = small_dense();
  m.slug = "small-selecting";
  m.family = "deepseek2";
  m.heads = m.kv_heads = 4;
  m.mla_kv_rank = 64;
  m.mla_rope_dim = 16;
  m.mla_nope_dim = 32;
  m.mla_v_dim = 32;
  m.indexer_heads = 32;
  m.indexer_dim = 128;
  m.indexer_top_k = 2048;
  m.indexer_layers = 2;
  m.indexer_pool = 4;
  return m;
}

}  // namespace tokroof::test
