#include "formats/models/hf_model.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"
#include "formats/models/safetensors.hpp"
#include "model/count/layer_counts.hpp"
#include "model/units.hpp"
#include "tests/catalog/temp_folder.hpp"
#include "tests/formats/models/hf_support.hpp"

namespace tokroof::test {
namespace {

/// The slug of the catalog's entry, and a configuration as published for it.
struct Published {
  const char* slug;
  const char* config;
};

// clang-format off
const Published kPublished[] = {
    {"llama-3.1-8b", R"({"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256, "tie_word_embeddings": false,
        "max_position_embeddings": 131072, "torch_dtype": "bfloat16"})"},
    {"qwen3-30b-a3b", R"({"model_type": "qwen3_moe", "hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 48,
        "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128, "vocab_size": 151936, "num_experts": 128,
        "num_experts_per_tok": 8, "moe_intermediate_size": 768, "decoder_sparse_step": 1, "mlp_only_layers": [],
        "tie_word_embeddings": false, "sliding_window": null, "torch_dtype": "bfloat16"})"},
    {"deepseek-v3", R"({"model_type": "deepseek_v3", "hidden_size": 7168, "intermediate_size": 18432, "num_hidden_layers": 61,
        "num_attention_heads": 128, "num_key_value_heads": 128, "vocab_size": 129280, "n_routed_experts": 256,
        "num_experts_per_tok": 8, "n_shared_experts": 1, "moe_intermediate_size": 2048, "first_k_dense_replace": 3,
        "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
        "tie_word_embeddings": false, "quantization_config": {"quant_method": "fp8", "fmt": "e4m3"}})"},
    {"gemma-3-27b", R"({"model_type": "gemma3", "text_config": {"model_type": "gemma3_text", "hidden_size": 5376,
        "intermediate_size": 21504, "num_hidden_layers": 62, "num_attention_heads": 32, "num_key_value_heads": 16,
        "head_dim": 128, "sliding_window": 1024, "sliding_window_pattern": 6, "vocab_size": 262208},
        "vision_config": {"hidden_size": 1152, "num_hidden_layers": 27}, "torch_dtype": "bfloat16"})"},
    {"gpt-oss-20b", R"({"model_type": "gpt_oss", "hidden_size": 2880, "intermediate_size": 2880, "num_hidden_layers": 24,
        "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 64, "num_local_experts": 32,
        "num_experts_per_tok": 4, "sliding_window": 128, "vocab_size": 201088, "tie_word_embeddings": false,
        "quantization_config": {"quant_method": "mxfp4"}, "layer_types": ["sliding_attention", "full_attention",
        "sliding_attention", "full_attention", "sliding_attention", "full_attention", "sliding_attention", "full_attention",
        "sliding_attention", "full_attention", "sliding_attention", "full_attention", "sliding_attention", "full_attention",
        "sliding_attention", "full_attention", "sliding_attention", "full_attention", "sliding_attention", "full_attention",
        "sliding_attention", "full_attention", "sliding_attention", "full_attention"]})"},
    {"qwen3-next-80b-a3b", R"({"model_type": "qwen3_next", "hidden_size": 2048, "intermediate_size": 5120,
        "num_hidden_layers": 48, "num_attention_heads": 16, "num_key_value_heads": 2, "head_dim": 256, "vocab_size": 151936,
        "num_experts": 512, "num_experts_per_tok": 10, "moe_intermediate_size": 512, "shared_expert_intermediate_size": 512,
        "full_attention_interval": 4, "linear_num_key_heads": 16, "linear_num_value_heads": 32, "linear_key_head_dim": 128,
        "linear_value_head_dim": 128, "linear_conv_kernel_dim": 4, "tie_word_embeddings": false})"},
    {"nemotron-3-nano-30b-a3b", R"({"model_type": "nemotron_h", "hidden_size": 2688, "intermediate_size": 1856,
        "num_hidden_layers": 52, "hybrid_override_pattern": "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME",
        "num_attention_heads": 32, "num_key_value_heads": 2, "head_dim": 128, "vocab_size": 131072, "n_routed_experts": 128,
        "num_experts_per_tok": 6, "n_shared_experts": 1, "moe_intermediate_size": 1856,
        "moe_shared_expert_intermediate_size": 3712, "mamba_num_heads": 64, "mamba_head_dim": 64, "ssm_state_size": 128,
        "n_groups": 8, "conv_kernel": 4, "tie_word_embeddings": false})"},
    {"llama-4-maverick", R"({"model_type": "llama4", "text_config": {"model_type": "llama4_text", "hidden_size": 5120,
        "intermediate_size": 8192, "intermediate_size_mlp": 16384, "num_hidden_layers": 48, "num_attention_heads": 40,
        "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 202048, "num_local_experts": 128, "num_experts_per_tok": 1,
        "interleave_moe_layer_step": 2, "attention_chunk_size": 8192}, "tie_word_embeddings": false})"},
    {"lfm2-350m", R"({"model_type": "lfm2", "hidden_size": 1024, "intermediate_size": 4608, "block_auto_adjust_ff_dim": false, "num_hidden_layers": 16,
        "num_attention_heads": 16, "num_key_value_heads": 8, "vocab_size": 65536, "conv_L_cache": 3,
        "tie_word_embeddings": true, "layer_types": ["conv", "conv", "full_attention", "conv", "conv", "full_attention", "conv",
        "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv"]})"},
    {"falcon-h1-0.5b", R"({"model_type": "falcon_h1", "hidden_size": 1024, "intermediate_size": 2048, "num_hidden_layers": 36,
        "num_attention_heads": 8, "num_key_value_heads": 2, "head_dim": 64, "vocab_size": 32784, "mamba_n_heads": 24,
        "mamba_d_head": 64, "mamba_d_state": 128, "mamba_n_groups": 1, "mamba_d_conv": 4, "tie_word_embeddings": false})"},
};
// clang-format on

TEST_CASE("a published config.json has the shape of the catalog's entry", "[predict][hf][golden]") {
  for (const Published& p : kPublished) {
    INFO(p.slug);
    const model::Architecture& m = catalog::Catalog::bundled().model(p.slug);
    const auto file = model_of(p.config);
    const model::Architecture& a = file->architecture;
    CHECK(a.family == m.family);
    CHECK(a.layers == m.layers);
    CHECK(a.heads == m.heads);
    CHECK(a.kv_heads == m.kv_heads);
    CHECK(a.head_dim == m.head_dim);
    CHECK(a.sliding_window == m.sliding_window);
    CHECK(a.tied_embeddings == m.tied_embeddings);
    CHECK(a.attention_kind == m.attention_kind);
    CHECK(model::block_counts(a).full == model::block_counts(m).full);
    CHECK(model::block_counts(a).window == model::block_counts(m).window);
    CHECK(model::block_counts(a).linear == model::block_counts(m).linear);
    CHECK(model::block_counts(a).experts == model::block_counts(m).experts);
    CHECK(model::block_counts(a).dense == model::block_counts(m).dense);
    CHECK(a.no_attention_layers == m.no_attention_layers);
    CHECK(a.state_bytes_f32 == Approx(m.state_bytes_f32));
    CHECK(a.parameters == Approx(m.computed_parameters).epsilon(1e-3));
    CHECK(a.computed_active_parameters == Approx(m.computed_active_parameters).epsilon(1e-3));
  }
}

TEST_CASE("the indexer of sparse attention is read: layers that score by a list or by their distance",
          "[predict][hf]") {
  struct Stated {
    const char* keys;
    double layers, pool;
  };
  const Stated cases[] = {
      {"", 0, 1},
      {R"(, "index_topk_freq": 4, "index_skip_topk_offset": 3)", 21, 1},  // 0, 1, 2, 6, 10, ... 74
      {R"(, "index_topk_freq": 4)", 20, 1},                               // 0, 4, 8, ... 76
      {R"(, "index_kpool": 4, "indexer_types": ["full", "shared", "full"])", 2, 4}};
  for (const Stated& c : cases) {
    INFO(c.keys);
    const auto file =
        model_of(std::string(R"({"model_type": "glm_moe_dsa", "hidden_size": 6144, "intermediate_size": 12288,
        "num_hidden_layers": 78, "num_attention_heads": 64, "num_key_value_heads": 64, "vocab_size": 154880,
        "n_routed_experts": 256, "num_experts_per_tok": 8, "n_shared_experts": 1, "moe_intermediate_size": 2048,
        "first_k_dense_replace": 3, "q_lora_rank": 2048, "kv_lora_rank": 512, "qk_nope_head_dim": 192,
        "qk_rope_head_dim": 64, "v_head_dim": 256, "index_topk": 2048, "index_n_heads": 32, "index_head_dim": 128)") +
                 c.keys + "}");
    CHECK(file->architecture.indexer_top_k == 2048);
    CHECK(file->architecture.indexer_heads == 32);
    CHECK(file->architecture.indexer_dim == 128);
    CHECK(file->architecture.indexer_layers == c.layers);
    CHECK(file->architecture.indexer_pool == c.pool);
  }
}

TEST_CASE("the storage type comes from quantization_config, else from the type of the tensors",
          "[predict][hf]") {
  struct Named {
    const char* keys;
    const char* quant;
  };
  // clang-format off
  const Named cases[] = {
      {R"("torch_dtype": "bfloat16")", "BF16"}, {R"("torch_dtype": "float16")", "FP16"}, {R"("dtype": "float32")", "F32"},
      {R"("quantization_config": {"quant_method": "awq", "bits": 4, "group_size": 128})", "AWQ"},
      {R"("quantization_config": {"quant_method": "gptq", "bits": 4})", "GPTQ"},
      {R"("quantization_config": {"quant_method": "gptq", "bits": 8})", "INT8"},
      {R"("quantization_config": {"quant_method": "fp8"})", "FP8"},
      {R"("quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": true})", "INT4"},
      {R"("quantization_config": {"quant_method": "mxfp4"})", "MXFP4"},
      {R"("quantization_config": {"quant_method": "modelopt", "quant_algo": "NVFP4"})", "NVFP4"},
      {R"("quantization_config": {"quant_method": "exl3", "bits": 4.25})", "exl3-4.25bpw"},
      {R"("quantization": {"group_size": 64, "bits": 4})", "mlx-4bit"},
      {R"("quantization_config": {"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights":
          {"num_bits": 4, "type": "int"}}}})", "W4A16"},
      {R"("quantization_config": {"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights":
          {"num_bits": 8, "type": "float"}}}})", "FP8"},
      {R"("quantization_config": {"quant_method": "of tomorrow"})", ""}};
  // clang-format on
  for (const Named& c : cases) {
    INFO(c.keys);
    const auto file =
        model_of(std::string(R"({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
        "intermediate_size": 128, "num_attention_heads": 4, "vocab_size": 100, )") +
                 c.keys + "}");
    CHECK(file->quant == c.quant);
    CHECK(file->notes.empty() == (std::string(c.quant) != "" && std::string(c.quant) != "INT4"));
  }
}

TEST_CASE("a config.json without what fixes the shape is refused, with the place", "[predict][hf][hostile]") {
  const auto where = [](const char* text) -> std::string {
    try {
      model_of(text);
    } catch (const catalog::InputError& error) {
      return error.where + ": " + error.message;
    }
    return "";
  };
  CHECK(where(R"({})").find("model_type") != std::string::npos);
  CHECK(where(R"([])").find("no object") != std::string::npos);
  CHECK(where(R"({"model_type": "llama"})").find("hidden_size") != std::string::npos);
  CHECK(where(R"({"model_type": "bert", "hidden_size": 10})").find("no decoder") != std::string::npos);
  CHECK(where("{\"model_type\": \"llama\", \"vocab_size\": 9,\n\"hidden_size\": -5}") ==
        "config.json:2:hidden_size: '-5' is no count");
  CHECK(where("{\"model_type\": \"llama\", \"hidden_size\": \"big\"}").find("config.json:1:hidden_size") ==
        0);
  CHECK(where(R"({"model_type": "llama", "hidden_size": 8, "vocab_size": 9, "num_hidden_layers": 1e9})")
            .find("layers") != std::string::npos);
  CHECK(
      where(
          R"({"model_type": "llama", "hidden_size": 8, "vocab_size": 9, "num_hidden_layers": 4, "num_attention_heads": 2,
      "layer_types": ["full_attention"]})")
          .find("1 kinds for 4 layers") != std::string::npos);
}

std::string safetensors(const std::string& header, std::size_t data_bytes) {
  std::string out(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(out.data(), &size, 8);
  return out + header + std::string(data_bytes, '\0');
}

std::vector<formats::SafeTensor> read_header(const std::string& text) {
  std::istringstream in(text);
  return formats::read_safetensors_header(in, text.size(), "x.safetensors");
}

TEST_CASE("a safetensors header gives its tensors", "[predict][hf]") {
  const auto tensors = read_header(safetensors(
      R"({"__metadata__": {"format": "pt"}, "a": {"dtype": "BF16", "shape": [4, 2], "data_offsets": [0, 16]},
          "b": {"dtype": "I32", "shape": [2], "data_offsets": [16, 24]}})",
      24));
  REQUIRE(tensors.size() == 2);
  CHECK(tensors[0].type == "BF16");
  CHECK(tensors[0].elements == 8);
  CHECK(tensors[0].bytes == 16);
  CHECK(tensors[1].bytes == 8);
}

TEST_CASE("a hostile safetensors header is refused", "[predict][hf][hostile]") {
  const auto refused = [](const std::string& text) {
    try {
      read_header(text);
    } catch (const catalog::InputError& error) {
      return error.kind == "bad-file";
    }
    return false;
  };
  CHECK(refused(""));
  CHECK(refused("abc"));
  CHECK(refused(std::string(8, '\xFF') + "{}"));
  CHECK(refused(safetensors("[]", 0)));
  CHECK(refused(safetensors(std::string(100000, '['), 0)));
  CHECK(refused(safetensors("{" + std::string(100000, ' ') + "\"a\":" + std::string(1000, '{'), 0)));
  CHECK(refused(safetensors(R"({"a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 5]}})", 4)));
  CHECK(refused(safetensors(R"({"a": {"dtype": "BF16", "shape": [2], "data_offsets": [4, 0]}})", 4)));
  CHECK(refused(safetensors(R"({"a": {"dtype": "BF16", "shape": [-2], "data_offsets": [0, 4]}})", 4)));
  CHECK(refused(safetensors(
      R"({"a": {"dtype": "BF16", "shape": [4000000000, 4000000000], "data_offsets": [0, 4]}})", 4)));
  CHECK(refused(safetensors(R"({"a": {"dtype": "BF16", "shape": [2]}})", 4)));
}

// clang-format off
constexpr const char* kTiny = R"({"model_type": "llama", "hidden_size": 8, "num_hidden_layers": 1, "intermediate_size": 16,
    "num_attention_heads": 2, "num_key_value_heads": 2, "vocab_size": 10, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"})";
// clang-format on

TEST_CASE("weights of a folder are those of its tensors; looked-up and vision tensors are not read",
          "[predict][hf]") {
  const test::TempFolder folder;
  folder.write("config.json", kTiny);
  // q, k, v, o 64 each; gate, up, down 128 each: 640; embedding and head 80 each.
  folder.write(
      "model.safetensors",
      safetensors(
          R"({"model.embed_tokens.weight": {"dtype": "BF16", "shape": [10, 8], "data_offsets": [0, 160]},
      "lm_head.weight": {"dtype": "BF16", "shape": [10, 8], "data_offsets": [160, 320]},
      "model.layers.0.all": {"dtype": "BF16", "shape": [640], "data_offsets": [320, 1600]},
      "vision_tower.all": {"dtype": "BF16", "shape": [50], "data_offsets": [1600, 1700]}})",
          1700));
  const auto file = formats::read_model_file(catalog::Catalog::bundled(), folder.path());
  REQUIRE(file->architecture.file != nullptr);
  CHECK(file->weights.file_bytes == 1700);
  CHECK(file->weights.read_bytes == 1440);
  CHECK(file->weights.read_weights == 720);
  CHECK(file->notes.empty());
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "config.json")
            ->weights.read_bytes == 1440);
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "model.safetensors")
            ->weights.read_bytes == 1440);
}

TEST_CASE("an index without its files gives the total", "[predict][hf]") {
  const test::TempFolder folder;
  folder.write("config.json", kTiny);
  folder.write(
      "model.safetensors.index.json",
      R"({"metadata": {"total_size": 1073741824}, "weight_map": {"a": "model-00001-of-00002.safetensors"}})");
  const auto file =
      formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "model.safetensors.index.json");
  CHECK(file->architecture.file == nullptr);
  CHECK(file->size_gib == 1);
  CHECK(file->notes.size() == 1);
  folder.write("model.safetensors.index.json", R"({"weight_map": {"a": "../../etc/passwd"}})");
  CHECK_THROWS_AS(formats::read_model_file(catalog::Catalog::bundled(), folder.path()), catalog::InputError);
}

TEST_CASE("an index says what a config.json leaves open, and is checked against it", "[predict][hf]") {
  const test::TempFolder folder;
  const std::string config(kTiny);
  const std::string tied = R"("tie_word_embeddings": false,)";
  folder.write("config.json", std::string(config).replace(config.find(tied), tied.size(), ""));
  const auto index = [&](const std::string& metadata, const std::string& tensors) {
    folder.write("model.safetensors.index.json",
                 R"({"metadata": )" + metadata + R"(, "weight_map": )" + tensors + "}");
  };
  index(R"({"total_size": 1440})",
        R"({"model.layers.0.x": "a.safetensors", "lm_head.weight": "a.safetensors"})");
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path())->architecture.parameters ==
        160 + 640);
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path())->assumed.size() ==
        1);  // the width of a head
  index("{}", R"({"model.layers.0.x": "a.safetensors"})");
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path())->architecture.parameters ==
        80 + 640);
  for (const char* wrong :
       {R"({"total_size": "1440"})", R"({"total_size": -1})", R"({"total_size": 1e300})"}) {
    index(wrong, R"({"model.layers.0.x": "a.safetensors"})");
    CHECK_THROWS_WITH(formats::read_model_file(catalog::Catalog::bundled(), folder.path()),
                      Catch::Contains("no number of bytes"));
  }
  index("{}", "{}");
  CHECK_THROWS_WITH(formats::read_model_file(catalog::Catalog::bundled(), folder.path()),
                    Catch::Contains("names no tensors"));
  folder.write("config.json", std::string(config).replace(config.find("layers\": 1"), 10, "layers\": 3"));
  index("{}", R"({"model.layers.0.x": "a.safetensors", "model.layers.1.x": "a.safetensors"})");
  CHECK_THROWS_WITH(formats::read_model_file(catalog::Catalog::bundled(), folder.path()),
                    Catch::Contains("2 layers, its config.json states 3"));
}

TEST_CASE("a file is recognised by what is in it", "[predict][hf]") {
  const test::TempFolder folder;
  CHECK_THROWS_AS(formats::read_model_file(catalog::Catalog::bundled(), folder.path()), catalog::InputError);
  folder.write("a.gguf", kTiny);
  CHECK(
      formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "a.gguf")->architecture.layers ==
      1);
  folder.write("b.json", "something else");
  CHECK_THROWS_AS(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "b.json"),
                  catalog::InputError);
  folder.write("c.json", std::string(1 << 20, '['));
  CHECK_THROWS_AS(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "c.json"),
                  catalog::InputError);
  folder.write("d.json", "{\"a\":" + std::string(1 << 20, '['));
  CHECK_THROWS_WITH(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "d.json"),
                    "nested more than 64 deep");
}

TEST_CASE("a name of the catalog is no file", "[predict][hf]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  CHECK_FALSE(formats::names_model_file(catalog, "llama-3.1-8b"));
  CHECK_FALSE(formats::names_model_file(catalog, "no such model"));
  CHECK(formats::names_model_file(catalog, "x.gguf"));
  CHECK(formats::names_model_file(catalog, "."));
}

}  // namespace
}  // namespace tokroof::test
