#pragma once
#include "model/count/layer_counts.hpp"
#include "model/scenario.hpp"

namespace tokroof::model {

/// Kernel launches of one decoded token, by kind of block.
///
///   dense  = attention layers x (13 + extras) + dense feed-forward layers x (8 + extras)
///   moe    = expert layers x (15 + 6 with a shared expert + 4 with biases)
///   linear = linear layers x 26 gated delta net, 15 Mamba-2, 9 short convolution, 20 other
///
/// Beside full or latent attention (DeepSeek V3.2, GLM 5) an indexer of 10, in layers that score.
///
/// Compressed attention with hyper-connections (DeepSeek V4) instead of the 13:
///
///   every layer         22: low-rank queries, one KV vector, both rotated in part, grouped low-rank output
///   hyper-connections   13 fused, 10 + 7 k + 2 s^2 + 4 s one by one; before and after each of a layer's two blocks
///   compressed sparse   82: two compressors of 33, indexer 10, mask 4, joining 2;  6 more where its score is not fused
///   heavily compressed  10: compressor 8, joining 2
///
///   k, s   normalizations, residual streams   Architecture::sinkhorn_steps, residual_streams   [1]
///
/// Extras of attention: +2 norms of queries and keys, +3 biases of a fused QKV, +1 norm after the block,
/// -2 where QKV is one matrix; of the feed-forward block: +1 norm after it, -1 where gate and up are one matrix.
/// Source: graphs that llama.cpp builds for each family, by block. Only the ratios between blocks matter: the time
/// of a kernel is fitted and takes up the rest. Compressed attention: src/models/deepseek4.cpp, nodes that are no
/// views; CUDA fuses the hyper-connections since PR 25585 (July 2026), Metal 26459 (August), Vulkan 26578 (September;
/// its author counts 137 nodes in an unfused comb and 16,000 a token). Engines outside ggml have kernels of their own.
/// Ignores: fusions that came later; they show as the launch cost falling with the engine's date.
struct KernelCounts {
  double dense = 0, moe = 0, linear = 0;
};
/// `scoring_layers`: KvLaw::scoring_layers.
KernelCounts kernel_counts(const Architecture& model,
                           const LayerCounts& layers,
                           bool fused_streams = true,
                           double scoring_layers = 0);

/// Whether the engine's build has kernels for hyper-connections.
bool fuses_hyper_connections(const Scenario& s);

}  // namespace tokroof::model
