#include "model/count/kernels.hpp"

#include "model/names.hpp"

namespace tokroof {
namespace {

double linear_kernels(std::string_view kind) {
  if (kind == "gdn") return 26;
  if (kind == "mamba2") return 15;
  if (kind == "shortconv") return 9;
  return 20;
}

}  // namespace

KernelCounts kernel_counts(const Architecture& model, const LayerCounts& layers) {
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
  n.dense = layers.attention * attention + layers.dense_ffn * feed_forward;
  n.moe = layers.experts * (15 + (model.shared_experts > 0 ? 6 : 0) + 4 * is({"gpt-oss"}));
  n.linear = layers.linear * linear_kernels(model.linear_kind);
  return n;
}

}  // namespace tokroof
