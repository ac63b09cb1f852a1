#include "formats/models/hf_unread_shape.hpp"

#include <algorithm>
#include <iterator>

#include "model/names.hpp"

namespace tokroof::formats {
namespace {

// clang-format off
/// What keys of mixers, windows and experts are called.
constexpr std::string_view kShape[] = {"expert", "moe", "mamba", "ssm", "linear_", "lora_rank", "window", "block_config",
    "block_type", "layer_type", "layers_type", "pattern", "cross_attention", "swa", "recurrent", "lru", "conv_", "kda",
    "attn_type", "per_layer", "latent", "shared_layers", "index_"};
/// What they are called too that says nothing of the shape.
constexpr std::string_view kNoShape[] = {"loss", "jitter", "dropout", "router", "bias", "_norm", "norm_", "init", "act",
    "token", "coef", "scal", "scor", "group", "chunk", "max_window", "parallel", "rope", "theta", "eps", "capacity", "freeze"};
// clang-format on

bool has_any(std::string_view key, const auto& parts) {
  return model::any_of(parts,
                       [&](std::string_view part) { return key.find(part) != std::string_view::npos; });
}

}  // namespace

std::vector<std::string> hf_unread_shape(const HfKeys& keys) {
  // Say again what a list of kinds says, which goes first.
  constexpr std::string_view kSaidTwice[] = {"sliding_window",
                                             "sliding_window_pattern",
                                             "sliding_window_size",
                                             "use_sliding_window",
                                             "layers_block_type"};
  std::vector<std::string> out;
  for (std::string& key : keys.not_looked_at()) {
    const bool again = model::holds(kSaidTwice, key);
    if (!again && has_any(key, kShape) && !has_any(key, kNoShape)) {
      out.push_back(std::move(key));
    }
  }
  return out;
}

}  // namespace tokroof::formats
