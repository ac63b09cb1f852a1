#include "catalog/usual_quant.hpp"

#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/name_resolver.hpp"
#include "model/units.hpp"

using namespace tokroof;

namespace {

std::string usual(const char* engine, const char* model, double memory_gib) {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  return catalog::usual_quant(
      *catalog.find_engine(engine), *catalog.find_model(model), memory_gib * model::kGib);
}

}  // namespace

TEST_CASE("an engine of packed files has its usual type, whatever fits", "[catalog][quant]") {
  CHECK(usual("llama.cpp", "llama-3.3-70b", 24) == "Q4_K_M");
  CHECK(usual("llama.cpp", "deepseek-v3", 24) == "Q4_K_M");
}

TEST_CASE("a server runs 16 bits where they fit, and AWQ where they do not", "[catalog][quant]") {
  // 70.6 G weights x 2 bytes of 0.9 of the memory: 146 GiB at least.
  CHECK(usual("vllm", "llama-3.3-70b", 145) == "AWQ");
  CHECK(usual("vllm", "llama-3.3-70b", 147) == "BF16");
  CHECK(usual("vllm", "llama-3.3-70b", model::kUnknown) == "BF16");
}

TEST_CASE("a server runs a model as it was published, whatever fits", "[catalog][quant]") {
  CHECK(usual("sglang", "deepseek-v3", 640) == "FP8 block 128x128");
  CHECK(usual("vllm", "mistral-large-3-675b", 100000) == "FP8");
}

TEST_CASE("a model that was trained in one or two bits has such a file, but for a server",
          "[catalog][quant]") {
  CHECK(usual("llama.cpp", "bitnet-b1.58-2b-4t", 24) == "TQ2_0");
  CHECK(usual("ollama", "bonsai-8b", 24) == "Q1_0");
  CHECK(usual("llama.cpp", "ternary-bonsai-8b", 24) == "Q2_0");
  CHECK(usual("mlx", "bonsai-8b", 24) == "MLX 1-bit g128");
  CHECK(usual("mlx-lm", "ternary-bonsai-8b", 24) == "MLX 2-bit g64");
  CHECK(usual("vllm", "bonsai-8b", 24) == "BF16");
}

TEST_CASE("the type that a model was published in is one that the catalog counts", "[catalog][quant]") {
  int published = 0;
  for (const model::Architecture& model : catalog::Catalog::bundled().models()) {
    CAPTURE(model.slug);
    if (!model.published.empty()) {
      published += 1;
      CHECK(catalog::Catalog::bundled().names().need_quant(std::string(model.published), "published").exact);
    }
  }
  CHECK(published >= 20);
}
