#pragma once
#include "model/architecture.hpp"

namespace tokroof::model {

/// The parameters of a model by part, counted from its shape.
///
///     embedding = V d (1 tied, 2 untied)
///     attention = sum over attention layers of  2 d h w + 2 d g w  (+ gate; K = V: one d g w less)
///                 latent (MLA):  d q + q h (n+p) + d (c+p) + c h (n+v) + h v d
///     dense     = layers x 3 d f                                  (2 d f without a gate)
///     experts   = layers x ( E 3 d e + d E + 3 d s )       (latent experts: E 3 l e, + 2 d l)
///     total     = the sum of all parts
///     active    = V d + total without embedding, per-layer table and extra, with k for E experts
///
///   V, d      vocabulary, model width              vocab, d_model             [1]
///   h, g, w   query heads, KV heads, head width    heads, kv_heads, head_dim  [1]
///   f, e, s   widths of dense FFN, expert, shared  d_ff, d_ff_expert, d_ff_shared
///   E, k      experts, routed a token              experts, experts_active    [1]
///   q,c,p,n,v latent query and KV rank, rope, nope and value widths           mla_*
///   l         latent width of the experts          moe_latent_dim             [1]
///
/// Source: model configurations; the totals reproduce published parameter counts within 0.5 % where
/// Architecture::confidence is "checked".
/// Valid for: decoders of the linear kinds gdn, mamba2, mamba1, shortconv, kda.
/// Ignores: norms and biases (total too small by about 0.01 %). RWKV's mixers are in extra.
struct ArchitectureParameters {
  double total = 0;
  double active = 0;     ///< read per decoded token at batch 1
  double embedding = 0;  ///< input embedding and output matrix
  double attention = 0;
  double linear = 0;  ///< linear attention, state space, short convolution
  double dense = 0;
  double experts = 0;               ///< routed and shared experts, routers, latent projections
  double per_layer_embedding = 0;   ///< Gemma E: the table, looked up
  double per_layer_projection = 0;  ///< Gemma E: the matrices around it, read
  double extra = 0;                 ///< MTP blocks, vision towers
  double state_bytes = 0;           ///< recurrent and convolution state of one sequence in F32 [B]
};
ArchitectureParameters architecture_parameters(const Architecture& model);

/// Parameters of one routed expert: 3 l e, or 2 l e without a gate.
double expert_parameters(const Architecture& model);

/// Parameters that a decoded token reads at batch 1: counted from the shape where that is known, else as published.
double parameters_read(const Architecture& model);

/// Parameters of one layer's linear mixer, and the bytes of its state.
struct LinearMixer {
  double parameters = 0;
  double state_bytes = 0;
};

/// One layer's linear mixer:
///
///                parameters                                    state values
///     gdn        d c + d i + 2 d v + c k + i d                 v a b + c (k-1)       c = 2 n a + i
///     mamba2     d (2 i + 2 n a + v) + c k + i d               i a + c (k-1)         c = 2 n a + i
///     mamba1     3 d i + i k + i (r + 2 a) + r i + i a         i a + i (k-1)
///     shortconv  4 d^2 + d k                                   d (k-1)
///     kda        5 d i + d v                                   v a b
///
///   d      model width                        d_model                          [1]
///   n, v   key heads or groups, value heads   linear_k_heads, linear_v_heads   [1]
///   a, b   key and value width of a head      linear_k_dim, linear_v_dim       [1]
///   i      inner width v b;  k  kernel length linear_conv;  r  dt rank         [1]
///
/// A state value has 4 bytes.
/// Valid for: the kinds of the table; any other kind counts 0.
/// Ignores: norms, A, D and dt biases (under 0.1 % of the layer).
/// Source: ggml-org/llama.cpp, tensor shapes of qwen3next, mamba, mamba2, lfm2, kimi-linear.
LinearMixer linear_mixer(const Architecture& model);

}  // namespace tokroof::model
