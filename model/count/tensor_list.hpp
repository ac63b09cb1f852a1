#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/architecture.hpp"

namespace tokroof::model {

/// The classes of tensors that llama-quantize's rules tell apart.
enum class TensorCategory : unsigned char {
  token_embedding,
  per_layer_embedding,  ///< Gemma E; follows the rule of token_embedding
  output,
  attention_q,
  attention_k,
  attention_v,
  attention_qkv,  ///< fused; follows the rule of attention_v
  attention_output,
  ffn_gate,
  ffn_up,
  ffn_down,
  expert_gate,
  expert_up,
  expert_down,
  extra,  ///< MTP block, vision tower, RWKV's time mixers: in the file, outside the layers
  other,  ///< any other matrix: the file type's base type
  kept_f32,
  kept_f16,
};

constexpr bool is_expert(TensorCategory c) {
  return c == TensorCategory::expert_gate || c == TensorCategory::expert_up ||
         c == TensorCategory::expert_down;
}

/// Looked up and not read: an untied input embedding, per-layer embeddings.
constexpr bool is_table(TensorCategory c, double read_share) {
  return read_share == 0 &&
         (c == TensorCategory::token_embedding || c == TensorCategory::per_layer_embedding);
}

struct Tensor {
  TensorCategory category;
  double row_length;  ///< ne0: the input width of a matrix
  double elements;
  int layer;                   ///< -1: of no layer
  double read_share;           ///< share of it read per decoded token at batch 1
  std::string_view part = {};  ///< its name within the layer: attn_q, ffn_down_exps, ...
};

/// The tensors of a model's GGUF file, and which share of each a decoded token reads.
///
///     sum(elements) = total parameters + norms
///     read_share    = 1        matrices of every layer, routers, shared experts, output matrix
///                     k / E    routed experts
///                     0        looked-up tables (untied input embedding, per-layer embeddings), and
///                              extra blocks unless they are active (MTP, vision; RWKV's are active)
///
///   k   routed experts a token   Architecture::experts_active   [1]
///   E   experts                  Architecture::experts          [1]
///
/// Source: ggml-org/llama.cpp, tensor names and shapes by architecture (gguf-py/gguf/constants.py).
/// Valid for: batch 1. A tied embedding is read whole, as the output matrix.
/// Ignores: biases, head norms, sinks, rotary tables (under 0.02 % of bytes); experts stored fused
/// (gate_up) count as two, which has the same bytes; mamba1, kda and RWKV mixers are one tensor a layer.
std::vector<Tensor> tensor_list(const Architecture& model);

/// Its name in a GGUF file: "blk.3.attn_q.weight", "token_embd.weight".
std::string tensor_name(const Tensor& tensor);

}  // namespace tokroof::model
