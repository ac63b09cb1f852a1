#pragma once
#include <span>

#include "model/architecture.hpp"

namespace tokroof::formats {

/// One block of a model as a file describes it.
struct LayerShape {
  bool attends = false;  ///< holds a KV cache of its own, or reads a shared one
  bool sliding = false;  ///< of that, only a window
  bool linear = false;   ///< linear attention, state space, short convolution
  bool dense_ffn = false;
  bool experts = false;
  double heads = 0;
  double kv_heads = 0;
  double head_dim = 0;  ///< mean of the widths of a key and a value
};

/// Sums the blocks up as the catalog does: numbers of each kind; heads of the window layers, and those of the others where
/// they differ; means where one kind varies from layer to layer. Returns whether such a mean was taken.
bool set_layers(model::Architecture& m, std::span<const LayerShape> layers);

/// mha, gqa, mqa, mla, hybrid-linear, ... from what is set. `latent`: the cache is one vector for all heads.
std::string_view attention_kind_of(const model::Architecture& m, bool latent);

/// "5:1": window layers for each other one; empty where there is no such ratio.
std::string_view window_ratio(double window_layers, double full_layers);

}  // namespace tokroof::formats
