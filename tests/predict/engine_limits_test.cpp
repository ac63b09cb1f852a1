#include "predict/engine_limits.hpp"
#include "catalog/engine_formats.hpp"

#include <cmath>

#include <catch2/catch.hpp>
#include "catalog/engines.hpp"

namespace tokroof::test {
namespace {

const catalog::Catalog& catalog() { return catalog::Catalog::bundled(); }

bool can(std::string_view engine, model::Split split, const model::Architecture& model, double n) {
  return predict::split_fault(catalog(), engine, split, model, n).empty();
}

TEST_CASE("servers take a tensor split just where every device gets as many heads",
          "[predict][engine_limits][property]") {
  const auto divides = [](double a, double b) { return std::fmod(b, a) == 0; };
  for (const model::Architecture& m : catalog().models()) {
    if (m.heads <= 1 || m.global_heads > 0 || m.global_kv_heads > 0) {
      continue;
    }
    for (double n = 2; n <= 260; ++n) {
      CAPTURE(m.slug, n);
      const bool even =
          divides(n, m.heads) && (m.mla_kv_rank > 0 || divides(n, m.kv_heads) || divides(m.kv_heads, n));
      for (const std::string_view engine : {"vllm", "sglang", "tensorrt-llm"}) {
        REQUIRE(can(engine, model::Split::tensor, m, n) == even);
      }
    }
  }
}

TEST_CASE("a device that is passed by has a layer of its own", "[predict][engine_limits][property]") {
  for (const model::Architecture& m : catalog().models()) {
    CAPTURE(m.slug);
    for (const std::string_view engine : {"vllm", "mlx", "exllamav2"}) {
      CHECK(can(engine, model::Split::pipeline, m, m.layers));
      CHECK(can(engine, model::Split::layer, m, m.layers));
      CHECK(!can(engine, model::Split::pipeline, m, m.layers + 1));
      CHECK(!can(engine, model::Split::layer, m, m.layers + 1));
    }
  }
}

TEST_CASE("llama.cpp splits any heads over the devices that it is built for", "[predict][engine_limits]") {
  const model::Architecture& m = catalog().model("llama-3.3-70b");
  for (const model::Split split : {model::Split::layer, model::Split::row, model::Split::tensor}) {
    for (double n = 2; n <= 16; ++n) {
      CHECK(can("llama.cpp", split, m, n));
    }
    CHECK(!can("llama.cpp", split, m, 17));
  }
}

TEST_CASE("what an engine makes of a storage type depends on the chip", "[predict][engine_limits]") {
  const auto outcome = [](std::string_view engine, std::string_view quant, std::string_view device) {
    const catalog::EngineFormat* limit =
        catalog::format_limit(catalog(), engine, quant, catalog().device(device));
    return limit == nullptr ? std::string_view{} : limit->outcome;
  };
  CHECK(outcome("vllm", "FP8", "v100-sxm2-32gb") == "refused");
  CHECK(outcome("vllm", "FP8", "rx-7900-xtx") == "refused");
  CHECK(outcome("vllm", "awq-int4", "v100-sxm2-32gb") == "refused");
  CHECK(outcome("vllm", "GPTQ", "v100-sxm2-32gb").empty());
  CHECK(outcome("vllm", "FP8", "rtx-3090") == "another way");
  CHECK(outcome("vllm", "FP8", "h100-sxm").empty());
  CHECK(outcome("vllm", "MXFP4", "a100-sxm-80gb") == "another way");
  CHECK(outcome("vllm", "FP8", "mi300x").empty());
  CHECK(outcome("tensorrt-llm", "Q4_K_M", "h100-sxm") == "as if");
  CHECK(outcome("exllamav2", "Q6_K", "rtx-4090") == "as if");
  CHECK(outcome("llama.cpp", "Q4_K_M", "v100-sxm2-32gb").empty());
}

}  // namespace
}  // namespace tokroof::test
