#include "model/count/layer_kinds.hpp"

#include <algorithm>
#include <cstddef>

#include "model/count/layer_counts.hpp"

namespace tokroof::model {
namespace {

/// Number of layers for a loop; 0 where it makes no sense.
long whole(double layers) { return layers >= 0 && layers <= kMostLayers ? static_cast<long>(layers) : 0; }

/// Whether position i is one of `marked` positions spread evenly over `all`, each group ending with one.
bool closes_group(long i, long marked, long all) { return (i + 1) * marked / all > i * marked / all; }

Mixer mixer_of(const BlockCounts& n, long layer, long layers) {
  const double all = static_cast<double>(layers);
  if (n.linear == all && n.full == all) return Mixer::parallel;
  if (n.linear + n.window == 0) return Mixer::full;
  const bool full = n.full > 0 && closes_group(layer, whole(n.full), layers);
  if (full) return Mixer::full;
  return n.linear > 0 ? Mixer::linear : Mixer::window;
}

FeedForward feed_forward_of(const Architecture& m, long layer) {
  if (!(m.experts > 0)) return FeedForward::dense;
  if (m.dense_ffn_layers == m.layers) return FeedForward::both;
  const bool alternating = m.moe_layers < m.layers;  // false where moe_layers is unknown
  if (alternating) return layer % 2 == 1 ? FeedForward::experts : FeedForward::dense;
  return static_cast<double>(layer) < m.dense_layers ? FeedForward::dense : FeedForward::experts;
}

/// Nemotron-H: a block is either a mixer or a feed-forward. Both sorts are spread evenly over the depth.
std::vector<LayerKind> separate_blocks(const Architecture& m, const BlockCounts& n) {
  struct Placed {
    double at;
    LayerKind kind;
  };
  const long linear = whole(n.linear);
  const long mixers = linear + whole(n.full);
  const long others = whole(n.none);
  const FeedForward feed_forward = m.experts > 0 ? FeedForward::experts : FeedForward::dense;
  const auto middle = [](long i, long all) {
    return (static_cast<double>(i) + 0.5) / static_cast<double>(all);
  };

  std::vector<Placed> placed;
  placed.reserve(static_cast<std::size_t>(mixers + others));
  for (long i = 0; i < mixers; ++i) {
    placed.push_back({middle(i, mixers), {i < linear ? Mixer::linear : Mixer::full, FeedForward::none}});
  }
  for (long i = 0; i < others; ++i) placed.push_back({middle(i, others), {Mixer::none, feed_forward}});
  std::stable_sort(
      placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.at < b.at; });

  std::vector<LayerKind> kinds;
  kinds.reserve(placed.size());
  for (const Placed& p : placed) kinds.push_back(p.kind);
  return kinds;
}

}  // namespace

BlockCounts block_counts(const Architecture& m) {
  BlockCounts n;
  n.linear = m.linear_attention_layers;
  n.none = m.no_attention_layers;
  n.full = known_or(m.full_attention_layers, m.layers - n.linear - n.none);
  n.window = std::max(0.0, m.layers - n.linear - n.none - n.full);
  n.experts = known_or(m.moe_layers, m.experts > 0 ? m.layers - m.dense_layers : 0);
  n.dense = known_or(m.dense_ffn_layers, m.experts > 0 ? m.dense_layers : m.layers);
  return n;
}

std::vector<LayerKind> layer_kinds(const Architecture& m) {
  const BlockCounts n = block_counts(m);
  if (n.none > 0) return separate_blocks(m, n);
  const long layers = whole(m.layers);
  std::vector<LayerKind> kinds;
  kinds.reserve(static_cast<std::size_t>(layers));
  for (long i = 0; i < layers; ++i) kinds.push_back({mixer_of(n, i, layers), feed_forward_of(m, i)});
  return kinds;
}

std::vector<int> expert_blocks(const Architecture& m) {
  std::vector<int> blocks;
  int block = 0;
  for (const LayerKind& kind : layer_kinds(m)) {
    if (kind.feed_forward == FeedForward::experts || kind.feed_forward == FeedForward::both) {
      blocks.push_back(block);
    }
    ++block;
  }
  return blocks;
}

}  // namespace tokroof::model
