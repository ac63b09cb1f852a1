#include "formats/models/layer_shapes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/count/layer_counts.hpp"

namespace tokroof::formats {
namespace {

/// Means over the layers of one kind.
struct Heads {
  double layers = 0, heads = 0, kv_heads = 0, head_dim = 0;
  bool varies = false;

  void add(const LayerShape& l) {
    varies = varies || (layers > 0 && (l.heads != heads || l.kv_heads != kv_heads || l.head_dim != head_dim));
    layers += 1;
    heads += (l.heads - heads) / layers;
    // The cache is what KV heads stand for: their product with the width is what must be right.
    const double values = kv_heads * head_dim * (layers - 1) + l.kv_heads * l.head_dim;
    head_dim += (l.head_dim - head_dim) / layers;
    kv_heads = head_dim > 0 ? values / layers / head_dim : 0;
  }
};

double number_of(std::span<const LayerShape> layers, bool LayerShape::*kind) {
  return static_cast<double>(
      std::count_if(layers.begin(), layers.end(), [&](const LayerShape& l) { return l.*kind; }));
}

double different(double value, double from) { return value == from ? 0 : value; }

void set_feed_forward(model::Architecture& m, std::span<const LayerShape> layers) {
  const double experts = number_of(layers, &LayerShape::experts);
  const double dense = number_of(layers, &LayerShape::dense_ffn);
  const auto first =
      std::find_if(layers.begin(), layers.end(), [](const LayerShape& l) { return l.experts; });
  const auto leading = static_cast<double>(first - layers.begin());
  const double all = static_cast<double>(layers.size());
  if (experts > 0 && experts == all - leading) {
    m.dense_layers = leading;
  } else if (experts > 0) {
    m.moe_layers = experts;
  }
  const double usual = experts > 0 ? m.dense_layers : all;
  if (dense != usual) {
    m.dense_ffn_layers = dense;
  }
}

}  // namespace

bool set_layers(model::Architecture& m, std::span<const LayerShape> layers) {
  Heads window, full;
  double without_mixer = 0;
  for (const LayerShape& l : layers) {
    if (l.attends) {
      (l.sliding ? window : full).add(l);
    }
    without_mixer += !l.attends && !l.linear ? 1 : 0;
  }
  m.layers = static_cast<double>(layers.size());
  m.full_attention_layers = full.layers;
  m.linear_attention_layers = number_of(layers, &LayerShape::linear);
  m.no_attention_layers = without_mixer;
  const Heads& main = window.layers > 0 ? window : full;
  if (main.layers > 0) {
    m.heads = main.heads;
    m.kv_heads = main.kv_heads;
    m.head_dim = main.head_dim;
  }
  if (window.layers > 0 && full.layers > 0) {
    m.global_heads = different(full.heads, m.heads);
    m.global_kv_heads = different(full.kv_heads, m.kv_heads);
    m.global_head_dim = different(full.head_dim, m.head_dim);
  }
  m.sliding_pattern = window_ratio(window.layers, full.layers);
  set_feed_forward(m, layers);
  return window.varies || full.varies;
}

std::string_view window_ratio(double window_layers, double full_layers) {
  constexpr std::array<std::string_view, 8> kRatios{"", "1:1", "2:1", "3:1", "4:1", "5:1", "6:1", "7:1"};
  const double ratio = full_layers > 0 ? std::floor(window_layers / full_layers) : 0;
  return ratio >= 1 && ratio < kRatios.size() ? kRatios[static_cast<std::size_t>(ratio)] : "";
}

std::string_view attention_kind_of(const model::Architecture& m, bool latent) {
  if (latent && m.linear_kind.empty()) return "mla";
  if (m.linear_kind == "mamba1" || m.linear_kind == "mamba2") {
    return model::positive_or(m.full_attention_layers, 0) > 0 ? "ssm-hybrid" : "ssm";
  }
  if (m.linear_kind == "shortconv") return "hybrid-conv";
  if (m.linear_kind == "gdn" || m.linear_kind == "kda") return "hybrid-linear";
  if (!m.linear_kind.empty()) return "ssm";
  if (m.kv_heads == 1) return "mqa";
  return m.kv_heads == m.heads ? "mha" : "gqa";
}

}  // namespace tokroof::formats
