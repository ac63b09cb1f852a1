#pragma once
#include "model/count/layer_counts.hpp"

namespace tokroof {

/// Kernel launches of one decoded token, by kind of block.
///
///   dense  = attention layers x (13 + extras) + dense feed-forward layers x (8 + extras)
///   moe    = expert layers x (15 + 6 with a shared expert + 4 with biases)
///   linear = linear layers x 26 gated delta net, 15 Mamba-2, 9 short convolution, 20 other
///
/// Extras of attention: +2 norms of queries and keys, +3 biases of a fused QKV, +1 norm after the block,
/// -2 where QKV is one matrix; of the feed-forward block: +1 norm after it, -1 where gate and up are one matrix.
/// Source: graphs that llama.cpp builds for each family, by block. Only the ratios between blocks matter: the time
/// of a kernel is fitted and takes up the rest.
/// Ignores: fusions that came later; they show as the launch cost falling with the engine's date.
struct KernelCounts {
  double dense = 0, moe = 0, linear = 0;
};
KernelCounts kernel_counts(const Architecture& model, const LayerCounts& layers);

}  // namespace tokroof
