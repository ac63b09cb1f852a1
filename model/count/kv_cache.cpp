#include "model/count/kv_cache.hpp"

#include "model/count/quantization.hpp"

namespace tokroof::model {
namespace {

constexpr double kWindowCacheYear = 0.38;  // after 2025.0: window layers keep their window only
constexpr double kCellStep = 256;
constexpr double kWideHead = 512;  // values: kernels of most backends keep 256 at most

/// Cells of a window layer that a step reads.
double window_cells(const KvLaw& law, double context) {
  switch (law.cells) {
    case KvLaw::Cells::none: return 0;
    case KvLaw::Cells::all: return context;
    case KvLaw::Cells::window: return std::min(context, law.most_cells);
    case KvLaw::Cells::stepped: break;
  }
  return std::ceil(std::min(context, law.most_cells) / kCellStep) * kCellStep;
}

void set_window(const Scenario& s, KvLaw& law) {
  const double window = s.model->sliding_window;
  if (!(window > 0)) {
    return;
  }
  law.window = law.prompt_window = window;
  law.prompt_window_flops = law.window_flops;
  if (!s.facts.ggml) {
    law.cells = KvLaw::Cells::window;
    law.most_cells = window;
  } else if (s.engine_year - 2025 < kWindowCacheYear) {
    law.cells = KvLaw::Cells::all;
  } else {
    law.cells = KvLaw::Cells::stepped;
    law.most_cells = window + s.window_micro_batch;
  }
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

/// Of all layers, those that have their own; none is said: all have.
double share_of(double own, double all) { return own > 0 ? own / all : 1; }

/// DeepSeek V4: every layer has the window; most add entries that each stand for several tokens.
KvLaw compressed_law(const Scenario& s, const LayerCounts& layers) {
  const Architecture& m = *s.model;
  const bool masks = s.facts.ggml && !s.sparse_kernels;  // others gather the selected entries
  const double score_and_sum = 4 * m.heads * m.head_dim;
  const double csa_per_token = m.csa_layers > 0 ? m.csa_layers / m.csa_ratio : 0;
  const double cached_per_token = csa_per_token * share_of(m.csa_caches, m.csa_layers);
  const double scored_per_token = csa_per_token * share_of(m.csa_indexers, m.csa_layers);
  const double hca_per_token = m.hca_layers > 0 ? m.hca_layers / m.hca_ratio : 0;
  const double always_attended = hca_per_token + (masks ? csa_per_token : 0);
  KvLaw law;
  law.value_bytes = kv_bytes_per_value(s.kv_type);
  law.bytes_per_token_full =
      (always_attended * m.head_dim + scored_per_token * m.indexer_dim) * law.value_bytes;
  law.held_per_token =
      (cached_per_token * (m.head_dim + m.indexer_dim) + hca_per_token * m.head_dim) * law.value_bytes;
  law.flops_per_pair =
      always_attended * score_and_sum + scored_per_token * 2 * m.indexer_heads * m.indexer_dim;
  law.window_values = layers.sliding * m.head_dim;
  law.window_flops = layers.sliding * score_and_sum;
  law.counts_cells = true;
  law.selects = masks ? 0 : m.csa_layers;
  law.scored_per_token = masks ? 0 : scored_per_token;
  law.tokens_per_entry = std::max(m.csa_ratio, 1.0);
  law.most_selected = m.indexer_top_k;
  law.selected_values = m.head_dim;
  law.selected_flops = score_and_sum;
  law.prompt_flops_per_pair = law.flops_per_pair;
  set_window(s, law);
  return law;
}

/// DeepSeek sparse attention, in engines that gather the selected tokens. `law` attends to all of them.
void select_tokens(const Architecture& m, double layers, KvLaw& law) {
  constexpr double kScaleBytes = 4;  // of a key
  law.scoring_layers = positive_or(m.indexer_layers, layers);
  const double scores = law.scoring_layers / m.indexer_pool;
  law.selects = layers;
  law.scored_per_token = scores;
  law.most_selected = m.indexer_top_k;
  law.selected_values = law.bytes_per_token_full / layers / law.value_bytes;
  law.selected_flops = law.flops_per_pair / layers;
  law.prompt_window = m.indexer_top_k;
  law.prompt_window_flops = law.flops_per_pair;
  law.prompt_window_bytes = law.bytes_per_token_full;
  law.bytes_per_token_full = scores * (m.indexer_dim + kScaleBytes);
  law.held_per_token += law.bytes_per_token_full;
  law.flops_per_pair = scores * 2 * m.indexer_heads * m.indexer_dim;
  law.prompt_flops_per_pair = law.flops_per_pair;
  law.prompt_flops_per_cached = 0;
}

}  // namespace

KvLaw kv_law(const Scenario& s, const LayerCounts& layers) {
  const Architecture& m = *s.model;
  if (m.csa_layers + m.hca_layers > 0) {
    return compressed_law(s, layers);
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
  KvLaw law;
  law.value_bytes = kv_bytes_per_value(s.kv_type);
  law.bytes_per_token_full = full * (latent ? latent_dim : 2 * kv_heads * head_dim) * law.value_bytes;
  law.held_share = 1 - m.kv_shared_layers / m.layers;
  law.held_per_token = law.bytes_per_token_full * law.held_share;
  law.flops_per_pair = full * heads * (latent ? 2 * (latent_dim + m.mla_kv_rank) : 4 * head_dim);
  law.prompt_flops_per_pair = law.flops_per_pair;
  if (latent && s.facts.naive_latent_prompts && m.mla_nope_dim > 0 && m.mla_v_dim > 0) {
    law.prompt_flops_per_pair = full * heads * 2 * (m.mla_nope_dim + m.mla_rope_dim + m.mla_v_dim);
    law.prompt_flops_per_cached = full * heads * 2 * m.mla_kv_rank * (m.mla_nope_dim + m.mla_v_dim);
  }
  if (full > 0 && m.indexer_top_k > 0 && !s.facts.ggml) {
    select_tokens(m, full, law);
  }
  law.latent = latent;
  law.wide_heads = !latent && head_dim >= kWideHead;
  law.window_values = sliding * 2 * m.kv_heads * m.head_dim;
  law.window_flops = sliding * 4 * m.heads * m.head_dim;
  law.group = latent ? 1.0 : heads / std::max(kv_heads, 1.0);
  law.passes = latent ? 1.0 : group_passes(heads, kv_heads);
  set_window(s, law);
  return law;
}

KvCache kv_cache(const KvLaw& law, double context) {
  const double cells = window_cells(law, context);
  const double computed = law.counts_cells ? cells : std::min(context, law.window);
  const double selected =
      law.selects > 0 ? law.selects * std::min(context / law.tokens_per_entry, law.most_selected) : 0;
  const double window_bytes = law.window_values * cells * law.value_bytes;
  KvCache kv;
  kv.bytes_per_token_full = law.bytes_per_token_full;
  kv.bytes =
      law.bytes_per_token_full * context + window_bytes + selected * law.selected_values * law.value_bytes;
  kv.scored = law.scored_per_token * context;
  kv.held_bytes = law.held_per_token * context + window_bytes * law.held_share;
  kv.flops_per_pair = law.flops_per_pair;
  kv.flops = law.flops_per_pair * context + law.window_flops * computed + selected * law.selected_flops;
  kv.group = law.group;
  kv.passes = law.passes;
  return kv;
}

KvCache kv_cache(const Scenario& s, const LayerCounts& layers) {
  return kv_cache(kv_law(s, layers), s.context);
}

}  // namespace tokroof::model
