#pragma once
#include <string_view>

#include "model/count/layer_counts.hpp"
#include "model/scenario.hpp"

namespace tokroof::model {

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
/// Compressed attention (DeepSeek V4), where K and V are one vector of d_h:
///
///   every layer             n_swa d_h c_w b                 ggml computes all c_w cells, masked or not
///   compressed sparse       n_csa (d_h e + d_i c/m) b       e: c/m under a mask (ggml), gathered min(c/m, top-k)
///   heavily compressed      n_hca d_h c/m' b
///   arithmetic              4 h d_h (n_swa c_w + n_csa e + n_hca c/m') + 2 h_i d_i n_csa c/m
///   layers that share       d_i and h_i count for Architecture::csa_indexers, the memory for csa_caches (V4.1)
///
///   m, m'     tokens an entry      Architecture::csa_ratio, hca_ratio                       [1]
///   h_i, d_i  indexer              Architecture::indexer_heads, indexer_dim                 [1]
///
/// A prompt of latent attention is computed as it is decoded, or (Engine::naive_latent_prompts) with the keys and values
/// of every head, which a micro-batch makes of the latent vectors first:
///
///     2 h (d_nope + d_rope + d_v) a pair, and 2 r_kv h (d_nope + d_v) a cached token
///
/// DeepSeek sparse attention (V3.2, GLM 5): an indexer with one key for every p tokens selects what full layers attend to.
/// Servers gather it; ggml attends to all tokens, and most of its builds without the indexer.
///
///   selected                full or latent layers as above, of min(c, top-k) tokens
///   index                   n_index (d_i + 4) c/p           keys of a byte a value, with their scale
///   arithmetic              that of the selected tokens, and n_index 2 h_i d_i c/p
///   a prompt                the same, and each of its tokens reads what it selected by itself
///
/// llama.cpp keeps min(c, window + micro-batch) cells of a window layer, in steps of 256; before May 2025 all of them.
/// Source: DeepSeek-V2 (2024), section 2.1, for the latent cache; llama.cpp's cache code for windows, its
/// src/models/deepseek4.cpp for the mask (issue 25468 prints the sizes: 5376, 1344 and 160 bytes a token). DeepSeek-V3.2
/// (2025), section 2.1, for the indexer.
/// Ignores: an indexer's arithmetic that a tensor split repeats on every device; padding of full layers; llama.cpp's copy of
/// compressed entries behind the window, which the arithmetic hides; caches shared between layers count as read by each layer, as
/// engines do.
struct KvCache {
  double bytes = 0;       ///< read per step
  double held_bytes = 0;  ///< in memory: more than is read where entries are selected
  double flops = 0;
  double scored = 0;          ///< keys of indexers that a query is compared with, in all layers that score
  double flops_per_pair = 0;  ///< full and compressed layers, per query token and cached token
  double group = 1;           ///< query heads that share a KV head
  double passes = 1;
  double bytes_per_token_full = 0;  ///< what a further token adds in the full-attention and compressed layers
};
KvCache kv_cache(const Scenario& s, const LayerCounts& layers);

/// The same as a law of the context, for many of them: what the model and the engine decide, counted once.
///
///     bytes = full c + (window cells(c) + selected(c)) b      flops = pair c + window cells(c) + selected(c)
struct KvLaw {
  enum class Cells { none, window, all, stepped };

  double value_bytes = 0;           ///< b
  double bytes_per_token_full = 0;  ///< read
  double held_per_token = 0;        ///< in memory
  double held_share = 1;            ///< of the layers: the others reuse the cache of an earlier one
  double flops_per_pair = 0;
  double prompt_flops_per_pair = 0;    ///< the same of a prompt
  double prompt_flops_per_cached = 0;  ///< of a micro-batch, per cached token
  double group = 1, passes = 1;
  bool latent = false, wide_heads = false;
  Cells cells = Cells::none;  ///< of a window layer
  double window = 0, most_cells = 0;
  double window_values = 0;  ///< of a cell, in all window layers
  double window_flops = 0;
  bool counts_cells = false;  ///< all cells are computed, masked or not; else the window's
  double selects = 0;         ///< layers that gather selected entries
  double tokens_per_entry = 1, most_selected = 0;
  double selected_values = 0, selected_flops = 0;  ///< of an entry in one layer
  double scoring_layers = 0;                       ///< of full or latent attention
  double scored_per_token = 0;                     ///< keys of indexers, of all layers that score
  double prompt_window = 0;        ///< tokens beyond which a prompt's attention costs no more in some layers
  double prompt_window_flops = 0;  ///< per query token and cached token within, in all of them
  double prompt_window_bytes = 0;  ///< the same, where each query token reads its own
};
KvLaw kv_law(const Scenario& s, const LayerCounts& layers);
KvCache kv_cache(const KvLaw& law, double context);

}  // namespace tokroof::model
