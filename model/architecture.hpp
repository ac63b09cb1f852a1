#pragma once
#include <string_view>

#include "model/device.hpp"

namespace tokroof::model {

struct FileWeights;

/// What an entry is beside a model in its own right: another's weights stored or named anew; tuned by others; made by its
/// publisher for one task; with experts or layers removed or merged; random weights, to measure with.
inline constexpr std::string_view kModelVariants[] = {
    "repack", "fine-tune", "specialized", "pruned", "synthetic"};

/// Shape of a model: one entry of datasets/models.json, everything that counting needs.
/// Counts are doubles because they only ever enter products; 0 means "none", kUnknown "take the rule".
struct Architecture {
  std::string_view slug;
  std::string_view name;
  std::string_view family;                ///< llama, qwen3moe, gemma3, ...
  std::string_view alias_of;              ///< shares its shape with that slug
  std::string_view published;             ///< storage type of the checkpoint; empty: 16 bits a weight
  std::string_view variant;               ///< one of kModelVariants; empty: a model in its own right
  std::string_view released;              ///< "2025-04", month of publication; empty: not known
  std::string_view released_source;       ///< where that is known from
  double parameters = 0;                  ///< all of them
  double active_parameters = 0;           ///< read per decoded token at batch 1, as published
  double computed_active_parameters = 0;  ///< the same counted from the shape; 0: not counted
  double layers = 0;
  double dense_layers = 0;  ///< leading dense layers of a mixture of experts
  double d_model = 0;
  double heads = 0;
  double kv_heads = 0;
  double head_dim = 0;
  double d_ff = 0;
  double experts = 0;
  double experts_active = 0;  ///< routed experts a token
  double shared_experts = 0;
  double d_ff_expert = 0;
  double d_ff_shared = 0;
  double vocab = 0;
  bool tied_embeddings = false;
  std::string_view attention_kind;  ///< mha, gqa, mqa, mla, hybrid-linear, hybrid-conv, ssm-hybrid, ...
  double sliding_window = 0;        ///< tokens; 0: none
  std::string_view sliding_pattern;
  double full_attention_layers =
      kUnknown;  ///< unknown: every layer that is neither linear nor without attention
  double linear_attention_layers = 0;
  double mla_kv_rank = 0;
  double mla_rope_dim = 0;
  double mla_q_rank = 0;
  double mla_nope_dim = 0;
  double mla_v_dim = 0;
  double csa_layers = 0;    ///< compressed sparse attention: layers (DeepSeek V4)
  double csa_ratio = 0;     ///< tokens in one compressed entry of them
  double csa_caches = 0;    ///< of them, those with entries of their own, which the next ones read; 0: all
  double csa_indexers = 0;  ///< of them, those that select entries, for the next ones too; 0: all
  double hca_layers = 0;    ///< heavily compressed attention: layers
  double hca_ratio = 0;     ///< tokens in one compressed entry of them
  double indexer_heads =
      0;  ///< scores the entries of compressed sparse attention, or the tokens of a full layer
  double indexer_dim = 0;       ///< width of its keys
  double indexer_top_k = 0;     ///< entries or tokens that it selects
  double indexer_layers = 0;    ///< full layers that score, for the next ones too; 0: all
  double indexer_pool = 1;      ///< tokens that share a key of the indexer
  double residual_streams = 0;  ///< hyper-connections: parallel residual streams
  double sinkhorn_steps = 0;    ///< normalizations of the matrix that mixes them
  double state_bytes_f32 = 0;   ///< recurrent state of one sequence
  double max_context = kUnknown;
  double no_attention_layers = 0;  ///< Nemotron-H: blocks that are only FFN or experts
  double moe_layers = kUnknown;    ///< unknown: layers - dense_layers
  double dense_ffn_layers = kUnknown;
  bool ffn_gated = true;
  std::string_view linear_kind;  ///< gdn, mamba2, mamba1, shortconv, kda, rwkv7
  double linear_k_heads = 0;     ///< gdn: key heads; mamba2: groups; mamba1: dt rank
  double linear_v_heads = 0;
  double linear_k_dim = 0;
  double linear_v_dim = 0;
  double linear_conv = 0;      ///< convolution kernel length
  double attention_gate = 0;   ///< 1: gate as wide as the queries, 2: one a head
  double global_kv_heads = 0;  ///< 0: as kv_heads
  double global_head_dim = 0;  ///< 0: as head_dim
  double global_heads = 0;     ///< 0: as heads
  double prompt_layers = 0;    ///< layers that every token of a prompt passes; 0: all
  bool k_equals_v = false;
  double kv_shared_layers = 0;  ///< last layers that reuse the KV of an earlier one
  double moe_latent_dim = 0;
  double ple_dim = 0;    ///< per-layer embeddings (Gemma E): width
  double ple_vocab = 0;  ///< 0: as vocab
  double host_tables_bytes =
      0;  ///< n-gram tables in the host's memory or on a drive, of which a token reads a few rows
  double d_ff_wide = 0;
  double d_ff_wide_layers = 0;
  double extra_parameters = 0;  ///< vision towers, MTP blocks: in the file
  bool extra_active = false;
  bool draft_head = false;          ///< the published checkpoint has one, which predicts several tokens (MTP)
  double attention_parameters = 0;  ///< 0: counted from the shape
  bool fused_qkv = false;
  double computed_parameters = 0;  ///< counted from the shape, to compare with `parameters`; 0: not counted
  double kv_bytes_full_f16 = kUnknown;    ///< 16-bit KV read a step and cached token, layers without a window
  double kv_bytes_window_f16 = kUnknown;  ///< the same of layers with a window: times min(depth, window)
  std::string_view confidence;            ///< checked, high, mem, low
  std::string_view source;
  std::string_view notes;
  const FileWeights* file = nullptr;  ///< read from a file of weights: their bytes, tensor by tensor
};

}  // namespace tokroof::model
