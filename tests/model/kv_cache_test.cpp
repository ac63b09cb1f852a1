#include "model/count/kv_cache.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "tests/model/example_models.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 8 layers of 2 heads of 128: 8 x 2 x 2 x 128 values of 2 bytes a token.
constexpr double kBytesPerToken = 8192;

model::KvCache cache(const model::Architecture& model,
                     double context,
                     const std::string& name = "llama.cpp",
                     double year = 2025.9,
                     const std::string& type = "") {
  model::Scenario s;
  s.model = &model;
  s.context = context;
  s.engine = name;
  s.facts = engine(name);
  s.engine_year = year;
  s.kv_type = type;
  return model::kv_cache(s, model::layer_counts(model));
}

model::Architecture windowed() {
  model::Architecture m = small_dense();  // 2 layers of 8 are full
  m.full_attention_layers = 2;
  m.sliding_window = 1024;
  return m;
}

model::Architecture latent() {
  model::Architecture m = small_dense();
  m.attention_kind = "mla";
  m.mla_kv_rank = 512;
  m.mla_rope_dim = 64;
  return m;
}

}  // namespace

TEST_CASE("every layer reads K and V of every token", "[model][kv_cache][unit]") {
  const model::KvCache kv = cache(small_dense(), 1000);
  CHECK(kv.bytes == 1000 * kBytesPerToken);
  CHECK(kv.bytes_per_token_full == kBytesPerToken);
  CHECK(kv.flops_per_pair == 8 * 2 * 4 * 128);
  CHECK(kv.flops == 1000 * kv.flops_per_pair);
}

TEST_CASE("a quantized cache reads its blocks", "[model][kv_cache][unit]") {
  CHECK(cache(small_dense(), 1000, "llama.cpp", 2025.9, "q8_0").bytes == 1000 * kBytesPerToken * 17 / 32);
}

TEST_CASE("window layers read their window and, in llama.cpp, a micro-batch more",
          "[model][kv_cache][unit]") {
  const double layer = kBytesPerToken / 8;
  CHECK(cache(windowed(), 4096, "vllm").bytes == layer * (2 * 4096 + 6 * 1024));
  CHECK(cache(windowed(), 4096).bytes == layer * (2 * 4096 + 6 * 1536));
  CHECK(cache(windowed(), 100).bytes == layer * (2 * 100 + 6 * 256));  // cells come in steps of 256
  CHECK(cache(windowed(), 4096, "llama.cpp", 2025.3).bytes == layer * 8 * 4096);  // before windows were cut
}

TEST_CASE("window layers compute over their window only", "[model][kv_cache][unit]") {
  CHECK(cache(windowed(), 4096).flops == 4 * 2 * 128 * (2.0 * 4096 + 6 * 1024));
  CHECK(cache(windowed(), 100).flops == 4 * 2 * 128 * 8 * 100);
}

TEST_CASE("MLX keeps the whole context of every Gemma 2 layer", "[model][kv_cache][unit]") {
  model::Architecture m = windowed();
  m.family = "gemma2";
  CHECK(cache(m, 4096, "mlx").bytes == 4096 * kBytesPerToken);
}

TEST_CASE("latent attention reads one vector for all heads, once", "[model][kv_cache][unit]") {
  const model::KvCache kv = cache(latent(), 1000);
  CHECK(kv.bytes == 8 * 576 * 2 * 1000);
  CHECK(kv.flops_per_pair == 8 * 2 * 2 * (576 + 512));
  CHECK(kv.passes == 1);
}

TEST_CASE(
    "prompts of latent attention are computed with every head's keys and values where an engine does so",
    "[model][kv_cache][unit]") {
  model::Architecture m = latent();
  m.mla_nope_dim = 128;
  m.mla_v_dim = 96;
  const auto law_of = [&](const std::string& name) {
    model::Scenario s;
    s.model = &m;
    s.engine = name;
    s.facts = engine(name);
    return model::kv_law(s, model::layer_counts(m));
  };
  CHECK(law_of("vllm").prompt_flops_per_pair == 8 * 2 * 2 * (128 + 64 + 96));
  CHECK(law_of("vllm").prompt_flops_per_cached == 8 * 2 * 2 * 512 * (128 + 96));
  CHECK(law_of("llama.cpp").prompt_flops_per_pair == law_of("llama.cpp").flops_per_pair);
  CHECK(law_of("llama.cpp").prompt_flops_per_cached == 0);
}

TEST_CASE("a kernel reads a group's KV once for 8, 4 or 2 query heads that divide it",
          "[model][kv_cache][unit]") {
  model::Architecture m = small_dense();
  m.kv_heads = 2;
  const auto passes = [&](double group) {
    m.heads = 2 * group;
    return cache(m, 1000).passes;
  };
  CHECK(passes(1) == 1);
  CHECK(passes(2) == 1);
  CHECK(passes(6) == 3);
  CHECK(passes(7) == 7);
  CHECK(passes(12) == 3);
  CHECK(passes(16) == 2);
}

TEST_CASE("full layers take their own head sizes where a model gives them", "[model][kv_cache][unit]") {
  model::Architecture m = windowed();
  m.global_kv_heads = 1;
  m.global_head_dim = 512;
  CHECK(cache(m, 4096, "vllm").bytes == 2.0 * 2 * 512 * 2 * 4096 + 6.0 * 2 * 2 * 128 * 2 * 1024);
}

TEST_CASE("layers that reuse the cache of an earlier one read it and hold none", "[model][kv_cache][unit]") {
  model::Architecture m = small_dense();
  m.kv_shared_layers = 2;  // of 8
  CHECK(cache(m, 1000).bytes == Approx(1000 * kBytesPerToken));
  CHECK(cache(m, 1000).held_bytes == Approx(1000 * kBytesPerToken * 6 / 8));
  // Gemma 4 E4B: 7 of 42 layers are full, with 2 heads of 512; the last 18 layers, 3 of the full ones among them, reuse.
  const model::Architecture& e4b = *catalog::Catalog::bundled().find_model("gemma-4-e4b");
  CHECK(cache(e4b, 1e6).held_bytes - cache(e4b, 1e6 - 1).held_bytes == Approx(4 * 2 * 2 * 512 * 2));
}

TEST_CASE("compressed entries are read and attended to under a mask", "[model][kv_cache][unit]") {
  // 4 layers of c/4 entries of 512 and as many keys of 128, 2 layers of c/128 entries, 8 windows of whole cells
  const double pair = 4 * 64 * 512;  // scores and weighted values of all heads with one entry
  const model::KvCache shallow = cache(small_compressed(), 256);
  CHECK(shallow.bytes == 2 * (4 * 64 * (512 + 128) + 2 * 2 * 512 + 8 * 256 * 512));
  CHECK(shallow.flops == pair * (4 * 64 + 2 * 2 + 8 * 256) + 4 * 64 * 2 * 64 * 128);
  const model::KvCache deep = cache(small_compressed(), 65536);
  CHECK(deep.bytes == 2 * (4 * 16384 * (512 + 128) + 2 * 512 * 512 + 8 * 768 * 512));
  CHECK(deep.flops == pair * (4 * 16384 + 2 * 512 + 8 * 768) + 4 * 16384.0 * 2 * 64 * 128);
  CHECK(deep.held_bytes == deep.bytes);
  CHECK(deep.passes == 1);
}

TEST_CASE("an engine that gathers reads the selected entries and all keys of the indexer",
          "[model][kv_cache][unit]") {
  const double pair = 4 * 64 * 512;
  const model::KvCache deep = cache(small_compressed(), 65536, "vllm");
  CHECK(deep.bytes == 2 * (4 * (512 * 512 + 16384 * 128) + 2 * 512 * 512 + 8 * 128 * 512));
  CHECK(deep.flops == pair * (4 * 512 + 2 * 512 + 8 * 128) + 4 * 16384.0 * 2 * 64 * 128);
  CHECK(deep.held_bytes == 2 * (4 * 16384 * (512 + 128) + 2 * 512 * 512 + 8 * 128 * 512));
  const model::Architecture m = small_compressed();
  model::Scenario fork;
  fork.model = &m;
  fork.engine = "llama.cpp";
  fork.facts = engine("llama.cpp");
  fork.engine_year = 2026.6;
  fork.context = 65536;
  fork.sparse_kernels = true;
  CHECK(model::kv_cache(fork, model::layer_counts(m)).bytes ==
        deep.bytes + 2 * 8 * (768 - 128) * 512);                           // its windows have cells
  const model::KvCache shallow = cache(small_compressed(), 1024, "vllm");  // fewer entries than are selected
  CHECK(shallow.bytes == shallow.held_bytes);
}

TEST_CASE("entries that layers share are held and scored once, and attended to in every layer",
          "[model][kv_cache][unit]") {
  model::Architecture shared = small_compressed();
  shared.csa_caches = 1;
  shared.csa_indexers = 2;
  const model::KvCache own = cache(small_compressed(), 65536, "vllm"), one = cache(shared, 65536, "vllm");
  const double entries = 65536.0 / 4;
  CHECK(own.held_bytes - one.held_bytes == 3 * entries * (512 + 128) * 2);
  CHECK(own.bytes - one.bytes == 2 * entries * 128 * 2);
  CHECK(own.flops - one.flops == 2 * entries * 2 * 64 * 128);
}

TEST_CASE("DeepSeek V4's cache grows by what llama.cpp prints", "[model][kv_cache][unit]") {
  model::Architecture m = small_compressed();
  m.csa_layers = 21;
  m.hca_layers = 20;
  CHECK(cache(m, 8192).bytes_per_token_full == 5376 + 1344 + 160);
}

TEST_CASE(
    "an indexer picks the latent vectors that a server reads, and scores one key for its pool of tokens",
    "[model][kv_cache][unit]") {
  const double pair = 4 * 2 * (2 * 64 + 16);  // scores and weighted values of all heads in one layer
  const double depth = 65536;
  const model::KvCache deep = cache(small_selecting(), depth, "vllm");
  CHECK(deep.bytes == 8 * 2048 * 80 * 2 + 2 * depth / 4 * (128 + 4));
  CHECK(deep.held_bytes == depth * (8 * 80 * 2 + 2. / 4 * (128 + 4)));
  CHECK(deep.flops == 8 * 2048 * pair + 2 * depth / 4 * 2 * 32 * 128);
  const model::KvCache shallow = cache(small_selecting(), 1000, "vllm");
  CHECK(shallow.bytes == shallow.held_bytes);
  // ggml attends to all of them
  CHECK(cache(small_selecting(), depth).bytes == depth * 8 * 80 * 2);
  CHECK(cache(small_selecting(), depth).held_bytes == depth * 8 * 80 * 2);
}

TEST_CASE("each token of a prompt attends to the tokens that an indexer picks for it",
          "[model][kv_cache][unit]") {
  const model::Architecture m = small_selecting();
  model::Scenario s;
  s.model = &m;
  s.engine = "vllm";
  s.facts = engine("vllm");
  const model::KvLaw law = model::kv_law(s, model::layer_counts(m));
  CHECK(law.scoring_layers == 2);
  CHECK(law.prompt_window == 2048);
  CHECK(law.prompt_window_flops == 8 * 4 * 2 * (2 * 64 + 16));
  CHECK(law.prompt_window_bytes == 8 * (64 + 16) * 2);
  CHECK(law.prompt_flops_per_pair == 2. / 4 * 2 * 32 * 128);
}

TEST_CASE("a deeper compressed cache never takes fewer bytes or less arithmetic",
          "[model][kv_cache][property]") {
  for (const model::Architecture& m : {small_compressed(), small_selecting()}) {
    for (const char* engine : {"llama.cpp", "vllm"}) {
      model::KvCache before;
      for (const double context : {0.0, 1.0, 100.0, 129.0, 1000.0, 2047.0, 2049.0, 40000.0, 1e6}) {
        CAPTURE(m.slug, engine, context);
        const model::KvCache kv = cache(m, context, engine);
        CHECK(kv.bytes >= before.bytes);
        CHECK(kv.flops >= before.flops);
        CHECK(kv.held_bytes >= kv.bytes);
        before = kv;
      }
      const double step = cache(m, 16384, engine).bytes - cache(m, 8192, engine).bytes;
      CHECK(step == 8192 * cache(m, 8192, engine).bytes_per_token_full);
    }
  }
}

TEST_CASE("the cache of every model in the catalog is counted as its entry says",
          "[model][kv_cache][catalog]") {
  std::size_t compared = 0;
  for (const model::Architecture& model : catalog::Catalog::bundled().models()) {
    if (std::isnan(model.kv_bytes_full_f16)) {
      continue;
    }
    INFO(model.slug);
    CHECK(cache(model, 4096, "llama.cpp").bytes_per_token_full == Approx(model.kv_bytes_full_f16));
    compared += 1;
  }
  CHECK(compared > 200);
}
