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

}  // namespace

KvCache kv_cache(const Scenario& s, const LayerCounts& layers) {
  const Architecture& m = *s.model;
  double full = layers.full, sliding = layers.sliding;
  if (s.engine == "mlx" && m.family == "gemma2") {  // MLX keeps the whole context of every Gemma 2 layer
    full += sliding;
    sliding = 0;
  }
  const double kv_heads = positive_or(m.global_kv_heads, m.kv_heads);
  const double head_dim = positive_or(m.global_head_dim, m.head_dim);
  const double heads = positive_or(m.global_heads, m.heads);
  const bool latent = m.attention_kind == "mla" && m.mla_kv_rank > 0;
  const double latent_dim = m.mla_kv_rank + m.mla_rope_dim;
  const double value_bytes = kv_bytes_per_value(s.kv_type);
  KvCache kv;
  kv.bytes_per_token_full = full * (latent ? latent_dim : 2 * kv_heads * head_dim) * value_bytes;
  kv.bytes = kv.bytes_per_token_full * s.context +
             sliding * 2 * m.kv_heads * m.head_dim * window_cells(s) * value_bytes;
  kv.flops_per_pair = full * heads * (latent ? 2 * (latent_dim + m.mla_kv_rank) : 4 * head_dim);
  kv.flops = kv.flops_per_pair * s.context +
             sliding * 4 * m.heads * m.head_dim * std::min(s.context, m.sliding_window);
  kv.passes = latent ? 1.0 : group_passes(heads, kv_heads);
  return kv;
}

}  // namespace tokroof
