#pragma once
#include <string_view>

#include "model/count/layer_counts.hpp"
#include "model/scenario.hpp"

namespace tokroof {

/// What attending over the cache reads and computes, for one sequence.
///
///   full layers        n_full 2 h_kv d_h c b                 bytes
///   window layers      n_swa 2 h_kv d_h c_w b                c_w: cells that the engine keeps
///   latent attention   n_full (r_kv + d_rope) c b            one vector for all heads, values are a view of it
///   arithmetic         n_full 4 h d_h c + n_swa 4 h d_h min(c, window)     [FLOP]; latent: 2 h (2 r_kv + d_rope) c
///
///   c       mean tokens in the cache                    Scenario::context
///   b       bytes a value                               kv_bytes_per_value(kv_type)
///   passes  query heads a KV head over 8, 4 or 2: how often a kernel that handles so many heads reads the group
///
/// llama.cpp keeps min(c, window + micro-batch) cells of a window layer, in steps of 256; before May 2025 all of them.
/// Source: DeepSeek-V2 (2024), section 2.1, for the latent cache; llama.cpp's cache code for windows.
/// Ignores: padding of full layers; caches shared between layers count as read by each layer, as engines do.
struct KvCache {
  double bytes = 0;  ///< read per step
  double flops = 0;
  double flops_per_pair = 0;  ///< full layers, per query token and cached token
  double passes = 1;
  double bytes_per_token_full = 0;  ///< what a further token adds in the full-attention layers
};
KvCache kv_cache(const Scenario& s, const LayerCounts& layers);

}  // namespace tokroof
