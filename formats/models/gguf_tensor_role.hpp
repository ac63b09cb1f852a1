#pragma once
#include <string>
#include <string_view>

#include "model/count/tensor_list.hpp"

namespace tokroof::formats {

/// What decoding does with a tensor.
enum class TensorRead : unsigned char {
  always,     ///< every token
  expert,     ///< the share of the routed experts
  looked_up,  ///< a row of it
  embedding,  ///< looked up, or whole where it is the output matrix too
  never,      ///< MTP block, vision tower
};

/// What a tensor of a GGUF file is, by its name.
struct TensorRole {
  int layer = -1;      ///< -1: of no layer
  std::string part;    ///< the name without layer and ".weight": "attn_q", "ffn_down_exps", "token_embd"
  bool weight = true;  ///< false: a bias or another suffix
  model::TensorCategory category = model::TensorCategory::other;
  TensorRead read = TensorRead::always;
};

/// `layers`: blocks that decoding runs; those behind them predict further tokens (MTP).
TensorRole gguf_tensor_role(std::string_view name, double layers);

}  // namespace tokroof::formats
