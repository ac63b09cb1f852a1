#include "model/count/kernels.hpp"

#include <catch2/catch.hpp>

#include "tests/model/example_models.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
model::KernelCounts kernels(const model::Architecture& model) {
  return model::kernel_counts(model, model::layer_counts(model));
}
}  // namespace

TEST_CASE("a dense layer launches 13 kernels of attention and 8 of its feed-forward block",
          "[model][kernels][unit]") {
  CHECK(kernels(small_dense()).dense == 8 * (13 + 8));
  CHECK(kernels(small_dense()).moe == 0);
  CHECK(kernels(small_dense()).linear == 0);
}

TEST_CASE("families add norms and biases, and merge matrices", "[model][kernels][unit]") {
  model::Architecture m = small_dense();
  m.family = "qwen3";
  CHECK(kernels(m).dense == 8 * (15 + 8));
  m.family = "gemma3";
  CHECK(kernels(m).dense == 8 * (16 + 9));
  m.family = "phi3";
  CHECK(kernels(m).dense == 8 * (11 + 7));
}

TEST_CASE("an expert layer launches 15 kernels, 6 more with a shared expert", "[model][kernels][unit]") {
  model::Architecture m = small_mixture();  // 3 of 4 layers
  m.parameters = 100;
  m.active_parameters = 20;
  CHECK(kernels(m).moe == 3 * 21);
  CHECK(kernels(m).dense == 4 * 13 + 8);
  m.shared_experts = 0;
  m.family = "gpt-oss";
  CHECK(kernels(m).moe == 3 * 19);
}

TEST_CASE("linear layers launch kernels of their kind", "[model][kernels][unit]") {
  model::Architecture m = small_gated_delta();  // 6 of 8 layers
  CHECK(kernels(m).linear == 6 * 26);
  CHECK(kernels(m).dense == 2 * 13 + 8 * 8);
  m.linear_kind = "mamba2";
  CHECK(kernels(m).linear == 6 * 15);
  m.linear_kind = "unheard-of";
  CHECK(kernels(m).linear == 6 * 20);
}

TEST_CASE("compressed attention launches compressors and hyper-connections, fused or one by one",
          "[model][kernels][unit]") {
  const model::Architecture m = small_compressed();  // 8 layers, of them 4 sparse and 2 heavily compressed
  CHECK(kernels(m).dense == 8 * (22 + 2 * 13) + 4 * 82 + 2 * 10 + 8 * 8);
  const model::KernelCounts unfused = model::kernel_counts(m, model::layer_counts(m), false);
  CHECK(unfused.dense == 8 * (22 + 2 * 198) + 4 * 88 + 2 * 10 + 8 * 8);
}

TEST_CASE("an indexer of full or latent attention launches its kernels in the layers that score",
          "[model][kernels][unit]") {
  const model::Architecture m = small_selecting();
  const model::LayerCounts layers = model::layer_counts(m);
  CHECK(model::kernel_counts(m, layers, true, 2).dense == model::kernel_counts(m, layers).dense + 2 * 10);
}

TEST_CASE("hyper-connections are fused since the build that each backend got them in",
          "[model][kernels][unit]") {
  const auto fused = [](const char* name, const char* backend, double year, bool fork = false) {
    model::Scenario s;
    s.engine = name;
    s.facts = engine(name);
    s.backend = backend;
    s.engine_year = year;
    s.sparse_kernels = fork;
    return model::fuses_hyper_connections(s);
  };
  CHECK(fused("llama.cpp", "rocm", 2026.6));
  CHECK_FALSE(fused("llama.cpp", "rocm", 2026.5));
  CHECK_FALSE(fused("llama.cpp", "vulkan", 2026.6));
  CHECK(fused("llama.cpp", "vulkan", 2026.6, true));
  CHECK(fused("llama.cpp", "vulkan", 2026.7));
  CHECK(fused("vllm", "cuda", 2026.3));
}

TEST_CASE("compressed attention without residual streams mixes none", "[model][kernels][unit]") {
  model::Architecture m = small_compressed();
  m.residual_streams = 0;
  CHECK(kernels(m).dense == 8 * 22 + 4 * 82 + 2 * 10 + 8 * 8);
}
