#include "model/count/kernels.hpp"

#include <algorithm>
#include <iterator>

#include "model/names.hpp"

namespace tokroof::model {
namespace {

double linear_kernels(std::string_view kind) {
  if (kind == "gdn") return 26;
  if (kind == "mamba2") return 15;
  if (kind == "shortconv") return 9;
  return 20;
}

constexpr double kCompressedAttention = 22;
// Projections 2, position 2, kept rows 4, state read 8, two windows joined 8; weighted sum, norm, rotation, store 9.
constexpr double kCompressor = 33;
// Beside two compressors: the indexer 10, the mask of what it selects 4, joining with the window 2.
constexpr double kIndexer = 10;
constexpr double kSparseLayer = 2 * kCompressor + kIndexer + 4 + 2;
constexpr double kHeavyLayer = 8 + 2;
constexpr double kUnfusedScores = 6;  // more launches of an indexer

/// What mixes the residual streams around one block.
double hyper_connection(const Architecture& m, bool fused) {
  const double s = m.residual_streams;
  return fused ? 13 : 10 + 7 * m.sinkhorn_steps + 2 * s * s + 4 * s;
}

/// Attention of all layers with compressed entries, and the mixing of residual streams around both blocks.
double compressed_kernels(const Architecture& m, const LayerCounts& layers, bool fused) {
  const double mixing = m.residual_streams > 0 ? 2 * hyper_connection(m, fused) : 0;
  return layers.attention * (kCompressedAttention + mixing) +
         m.csa_layers * (kSparseLayer + (fused ? 0 : kUnfusedScores)) + m.hca_layers * kHeavyLayer;
}

}  // namespace

bool fuses_hyper_connections(const Scenario& s) {
  if (s.sparse_kernels || !s.facts.ggml) return true;
  struct Since {
    std::string_view backend;
    double year;
  };
  constexpr Since kReleases[] = {
      {"cuda", 2026.54}, {"rocm", 2026.54}, {"cpu", 2026.54}, {"metal", 2026.6}, {"vulkan", 2026.68}};
  return std::any_of(std::begin(kReleases), std::end(kReleases), [&](const Since& r) {
    return s.backend == r.backend && s.engine_year >= r.year;
  });
}

KernelCounts kernel_counts(const Architecture& model,
                           const LayerCounts& layers,
                           bool fused_streams,
                           double scoring_layers) {
  const auto is = [&](std::initializer_list<std::string_view> families) {
    return is_one_of(model.family, families) ? 1.0 : 0.0;
  };
  const double attention = 13 +
                           2 * is({"qwen3",
                                   "qwen3moe",
                                   "gemma3",
                                   "gemma4",
                                   "afmoe",
                                   "qwen3.5",
                                   "qwen3.5moe",
                                   "cohere2moe",
                                   "lfm2",
                                   "lfm2moe",
                                   "laguna"}) +
                           3 * is({"qwen2", "gpt-oss"}) +
                           is({"gemma2", "gemma3", "gemma4", "glm4", "afmoe"}) - 2 * is({"phi3"});
  const double feed_forward =
      8 + is({"gemma2", "gemma3", "gemma4", "glm4"}) - is({"phi3", "glm4"}) - is({"nemotron-h"});
  KernelCounts n;
  const bool compressed = model.csa_layers + model.hca_layers > 0;
  n.dense = (compressed ? compressed_kernels(model, layers, fused_streams) : layers.attention * attention) +
            layers.dense_ffn * feed_forward + scoring_layers * kIndexer;
  n.moe = layers.experts * (15 + (model.shared_experts > 0 ? 6 : 0) + 4 * is({"gpt-oss"}));
  n.linear = layers.linear * linear_kernels(model.linear_kind);
  return n;
}

}  // namespace tokroof::model
