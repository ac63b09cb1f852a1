#pragma once
#include <algorithm>
#include <cmath>

#include "model/architecture.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof::model {

/// Layers of a model by what a step does in them; block_counts() knows how many there are.
///
///   attention = L - linear - none              every one holds a KV cache
///   full, sliding                              sliding only if there is a window
///   experts   = given, or L - dense            dense feed-forward = given, or L - experts
///
/// A model is a mixture of experts if a token reads less than 90 % of its parameters: what reads nearly all of them
/// is timed as dense.
/// Valid for: transformers, hybrids with linear attention, convolutions or state spaces, also those whose blocks are either
/// a mixer or a feed-forward (Nemotron-H).
struct LayerCounts {
  double attention = 0;
  double full = 0;
  double sliding = 0;
  double linear = 0;
  double dense_ffn = 0;
  double experts = 0;
  bool mixture = false;
};

inline double known_or(double value, double otherwise) { return std::isnan(value) ? otherwise : value; }
/// The reference tables write "not given" as an empty cell or as 0 for these columns.
inline double positive_or(double value, double otherwise) { return value > 0 ? value : otherwise; }

inline LayerCounts layer_counts(const Architecture& a) {
  LayerCounts n;
  const BlockCounts blocks = block_counts(a);
  n.linear = blocks.linear;
  n.full = blocks.full;
  n.sliding = a.sliding_window > 0 ? blocks.window : 0.0;
  n.attention = std::max(a.layers - n.linear - a.no_attention_layers, 0.0);
  n.mixture = a.experts > 0 && a.active_parameters < 0.9 * a.parameters;
  if (blocks.none > 0) {  // a feed-forward is a block of its own
    const double ffn = known_or(a.dense_ffn_layers, 0.0);
    n.experts = n.mixture ? a.no_attention_layers : 0.0;
    n.dense_ffn = n.mixture ? ffn : positive_or(ffn, a.no_attention_layers);
  } else {
    n.experts = n.mixture ? positive_or(a.moe_layers, a.layers - a.dense_layers) : 0.0;
    n.dense_ffn = known_or(a.dense_ffn_layers, std::max(a.layers - n.experts, 0.0));
  }
  return n;
}

}  // namespace tokroof::model
