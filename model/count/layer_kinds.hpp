#pragma once
#include <vector>

#include "model/architecture.hpp"

namespace tokroof::model {

/// More than any model has: a larger number in a file is damage, and counts as no layers at all.
inline constexpr double kMostLayers = 10000;

/// What mixes positions in a layer. `parallel`: attention and a state-space mixer side by side (Falcon-H1).
enum class Mixer : unsigned char { full, window, linear, parallel, none };

enum class FeedForward : unsigned char { dense, experts, both, none };

struct LayerKind {
  Mixer mixer = Mixer::full;
  FeedForward feed_forward = FeedForward::dense;
};

/// How many layers of each kind; the rules for what a model's entry leaves open.
///
///     full    = given, else L - linear - none
///     window  = max(0, L - linear - none - full)
///     experts = given, else L - leading dense layers     (0 without experts)
///     dense   = given, else leading dense layers         (L without experts)
///
///   L        layers                          Architecture::layers                   [1]
///   linear   linear attention, state space   Architecture::linear_attention_layers  [1]
///   none     blocks without a mixer          Architecture::no_attention_layers      [1]
///
/// Source: {arch}.block_count, .full_attention_interval, .leading_dense_block_count of the GGUF metadata.
/// Valid for: parallel hybrids too, where full + linear > L.
/// Ignores: which layer is which (layer_kinds).
struct BlockCounts {
  double full = 0;
  double window = 0;
  double linear = 0;
  double none = 0;
  double experts = 0;
  double dense = 0;
};
BlockCounts block_counts(const Architecture& model);

/// The kind of every layer, first to last.
///
///     mixer(i) = the rarer kind where floor((i+1) m / L) > floor(i m / L), the common kind elsewhere
///
///   m   number of full-attention layers among windowed or linear ones   BlockCounts::full     [1]
///   L   layers                                                          Architecture::layers  [1]
///
/// So one full layer closes each group, as in "5:1" of Gemma 3 and full_attention_interval 4 of Qwen3-Next.
/// Source: model code of the families; Llama 4 Maverick and Jamba alternate dense and expert layers.
/// Valid for: regular patterns. Nemotron-H's separate blocks are spread evenly, not in their printed order.
/// Ignores: irregular patterns. Only a file type's more-bits layers depend on the order: under 1 %.
std::vector<LayerKind> layer_kinds(const Architecture& model);

/// The layers with routed experts, first to last, by their number.
std::vector<int> expert_blocks(const Architecture& model);

}  // namespace tokroof::model
