#include "model/count/kv_cache.hpp"

#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

constexpr double kWindowCacheYear = 0.38;  // after 2025.0: window layers keep their window only
constexpr double kCellStep = 256;

/// Cells of a window layer that a step reads.
double window_cells(const Scenario& s) {
  const double window = s.model->sliding_window;
  if (!(window > 0)) {
    return 0;
  }
  if (!ggml_engine(s.engine)) {
    return std::min(s.context, window);
  }
  if (s.engine_year - 2025 < kWindowCacheYear) {
    return s.context;
  }
  return std::ceil(std::min(s.context, window + s.window_micro_batch) / kCellStep) * kCellStep;
}

/// Query heads a KV head, over the largest of 8, 4, 2 that divides them.
double group_passes(double heads, double kv_heads) {
  const double group = heads / std::max(kv_heads, 1.0);
  for (const double together : {8.0, 4.0, 2.0}) {
    if (std::fmod(std::nearbyint(group), together) == 0) {
      return group / together;
    }
  }
  return group;
}

/// DeepSeek V4: every layer has the window; most add entries that each stand for several tokens.
KvCache compressed_cache(const Scenario& s, const LayerCounts& layers) {
  const Architecture& m = *s.model;
  const bool masks = ggml_engine(s.engine) && !s.sparse_kernels;  // others gather the selected entries
  const double value_bytes = kv_bytes_per_value(s.kv_type);
  const double score_and_sum = 4 * m.heads * m.head_dim;
  const double csa_per_token = m.csa_layers > 0 ? m.csa_layers / m.csa_ratio : 0;
  const double hca_per_token = m.hca_layers > 0 ? m.hca_layers / m.hca_ratio : 0;
  const double window = layers.sliding * window_cells(s);
  const double selected = m.csa_layers * std::min(s.context / std::max(m.csa_ratio, 1.0), m.indexer_top_k);

  const double always_attended = hca_per_token + (masks ? csa_per_token : 0);
  KvCache kv;
  kv.bytes_per_token_full = (always_attended * m.head_dim + csa_per_token * m.indexer_dim) * value_bytes;
  kv.bytes =
      kv.bytes_per_token_full * s.context + (window + (masks ? 0 : selected)) * m.head_dim * value_bytes;
  kv.held_bytes = ((csa_per_token * (m.head_dim + m.indexer_dim) + hca_per_token * m.head_dim) * s.context +
                   window * m.head_dim) *
                  value_bytes;
  kv.flops_per_pair = always_attended * score_and_sum + csa_per_token * 2 * m.indexer_heads * m.indexer_dim;
  kv.flops = kv.flops_per_pair * s.context + (window + (masks ? 0 : selected)) * score_and_sum;
  return kv;
}

}  // namespace

KvCache kv_cache(const Scenario& s, const LayerCounts& layers) {
  const Architecture& m = *s.model;
  if (m.csa_layers + m.hca_layers > 0) {
    return compressed_cache(s, layers);
  }
  double full = layers.full, sliding = layers.sliding;
  if (s.engine == "mlx" && m.family == "gemma2") {  // MLX keeps the whole context of every Gemma 2 layer
    full += sliding;
    sliding = 0;
  }
  const double kv_heads = positive_or(m.global_kv_heads, m.kv_heads);
  const double head_dim = positive_or(m.global_head_dim, m.head_dim);
  const double heads = positive_or(m.global_heads, m.heads);
  const bool latent = m.mla_kv_rank > 0;
  const double latent_dim = m.mla_kv_rank + m.mla_rope_dim;
  const double value_bytes = kv_bytes_per_value(s.kv_type);
  KvCache kv;
  kv.bytes_per_token_full = full * (latent ? latent_dim : 2 * kv_heads * head_dim) * value_bytes;
  kv.bytes = kv.bytes_per_token_full * s.context +
             sliding * 2 * m.kv_heads * m.head_dim * window_cells(s) * value_bytes;
  kv.held_bytes = kv.bytes;
  kv.flops_per_pair = full * heads * (latent ? 2 * (latent_dim + m.mla_kv_rank) : 4 * head_dim);
  kv.flops = kv.flops_per_pair * s.context +
             sliding * 4 * m.heads * m.head_dim * std::min(s.context, m.sliding_window);
  kv.group = latent ? 1.0 : heads / std::max(kv_heads, 1.0);
  kv.passes = latent ? 1.0 : group_passes(heads, kv_heads);
  return kv;
}

}  // namespace tokroof
