#include "formats/models/gguf_model.hpp"

#include <cmath>
#include <sstream>

#include <catch2/catch.hpp>
#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"
#include "catalog/number.hpp"
#include "model/count/weight_bytes.hpp"
#include "model/units.hpp"
#include "tests/catalog/temp_folder.hpp"
#include "tests/formats/models/gguf_models.hpp"
#include "tests/predict/support.hpp"

namespace tokroof::test {
namespace {

formats::GgufFile file_of(const GgufWriter& writer) {
  std::istringstream in(writer.header());
  formats::GgufFile out;
  out.name = "x.gguf";
  out.first = formats::read_gguf_header(in, writer.header().size() + writer.data_bytes(), out.name);
  out.tensors = std::move(out.first.tensors);
  return out;
}

std::shared_ptr<formats::ModelFile> model_in(const GgufWriter& writer) {
  return formats::gguf_model(catalog::Catalog::bundled(), file_of(writer));
}

struct Case {
  std::string_view slug;
  const char* architecture;
};
// One or more of every family that differs in kind.
constexpr Case kCases[] = {
    {"llama-3.1-8b", "llama"},
    {"mistral-7b", "llama"},
    {"mixtral-8x7b", "llama"},
    {"qwen3-8b", "qwen3"},
    {"qwen3-30b-a3b", "qwen3moe"},
    {"phi-4-mini", "phi3"},
    {"gemma-2-9b", "gemma2"},
    {"gemma-3-27b", "gemma3"},
    {"gemma-4-26b-a4b", "gemma4"},
    {"gemma-4-31b", "gemma4"},
    {"gemma-4-e2b", "gemma4"},
    {"gpt-oss-20b", "gpt-oss"},
    {"deepseek-v3", "deepseek2"},
    {"glm-4.7-flash", "deepseek2"},
    {"qwen3-next-80b-a3b", "qwen3next"},
    {"qwen3.5-9b", "qwen35"},
    {"qwen3.6-35b-a3b", "qwen35moe"},
    {"nemotron-3-nano-30b-a3b", "nemotron_h_moe"},
    {"nemotron-3-super-120b-a12b", "nemotron_h_moe"},
    {"lfm2-8b-a1b", "lfm2moe"},
    {"lfm2-350m", "lfm2"},
    {"falcon-h1-0.5b", "falcon-h1"},
    {"ai21-jamba2-mini", "jamba"},
    {"llama-4-scout", "llama4"},
    {"llama-4-maverick", "llama4"},
    {"command-r7b", "cohere2"},
    {"laguna-s-2.1", "laguna"},
    {"trinity-mini", "afmoe"},
    {"minimax-m2", "minimax-m2"},
    {"hunyuan-a13b", "hunyuan-moe"},
    {"granite-4.0-h-small", "granitehybrid"},
};

TEST_CASE("a GGUF header of a catalog's model has that model's shape", "[predict][gguf][golden]") {
  for (const Case& c : kCases) {
    INFO(c.slug);
    const model::Architecture& m = catalog::Catalog::bundled().model(c.slug);
    const auto file = model_in(GgufOfModel(m, c.architecture).quantized(model::FileType::q4_k_m, 15));
    const model::Architecture& a = file->architecture;
    CHECK(a.family == m.family);
    CHECK(a.layers == m.layers);
    CHECK(a.d_model == m.d_model);
    CHECK(a.vocab == m.vocab);
    CHECK(a.tied_embeddings == m.tied_embeddings);
    CHECK(a.heads == m.heads);
    CHECK(a.kv_heads == m.kv_heads);
    CHECK(a.head_dim == m.head_dim);
    CHECK(a.global_heads == m.global_heads);
    CHECK(a.global_kv_heads == m.global_kv_heads);
    CHECK(a.global_head_dim == m.global_head_dim);
    CHECK(a.sliding_window == m.sliding_window);
    CHECK(model::block_counts(a).full == model::block_counts(m).full);
    CHECK(model::block_counts(a).window == model::block_counts(m).window);
    CHECK(model::block_counts(a).linear == model::block_counts(m).linear);
    CHECK(model::block_counts(a).dense == model::block_counts(m).dense);
    CHECK(model::block_counts(a).experts == model::block_counts(m).experts);
    CHECK(a.no_attention_layers == m.no_attention_layers);
    CHECK(a.experts == m.experts);
    CHECK(a.experts_active == m.experts_active);
    CHECK(a.shared_experts == m.shared_experts);
    CHECK(a.d_ff_expert == m.d_ff_expert);
    CHECK(a.d_ff_shared == m.d_ff_shared);
    CHECK(a.moe_latent_dim == m.moe_latent_dim);
    CHECK(a.ffn_gated == m.ffn_gated);
    CHECK(a.attention_kind == m.attention_kind);
    CHECK(a.attention_gate == m.attention_gate);
    CHECK(a.k_equals_v == m.k_equals_v);
    CHECK(a.kv_shared_layers == m.kv_shared_layers);
    CHECK(a.mla_kv_rank == m.mla_kv_rank);
    CHECK(a.mla_q_rank == m.mla_q_rank);
    CHECK(a.mla_nope_dim == m.mla_nope_dim);
    CHECK(a.mla_v_dim == m.mla_v_dim);
    CHECK(a.linear_kind == m.linear_kind);
    CHECK(a.state_bytes_f32 == Approx(m.state_bytes_f32).epsilon(1e-9));
    CHECK(model::layer_counts(a).mixture == model::layer_counts(m).mixture);
    CHECK(a.parameters == Approx(m.computed_parameters - m.extra_parameters).epsilon(2e-3));
  }
}

TEST_CASE("its weights, tensor by tensor, are those that the recipe counts", "[predict][gguf][golden]") {
  struct Quant {
    model::FileType type;
    std::uint32_t number;
    const char* name;
  };
  for (const Case& c : kCases) {
    for (const Quant& q : {Quant{model::FileType::q4_k_m, 15, "Q4_K_M"},
                           {model::FileType::q8_0, 7, "Q8_0"},
                           {model::FileType::iq2_m, 29, "IQ2_M"},
                           {model::FileType::f16, 1, "F16"}}) {
      INFO(c.slug << ' ' << q.name);
      const model::Architecture& m = catalog::Catalog::bundled().model(c.slug);
      const auto file = model_in(GgufOfModel(m, c.architecture).quantized(q.type, q.number));
      CHECK(file->quant == q.name);
      model::Architecture alone = m;
      alone.extra_parameters = 0;  // the header has no such blocks
      const auto counted = model::weight_bytes(alone, q.name);
      REQUIRE(counted);
      CHECK(file->weights.file_bytes == Approx(counted->file_bytes).epsilon(2e-3));
      CHECK(file->weights.read_bytes == Approx(counted->read_bytes_per_token).epsilon(3e-3));
      CHECK(file->weights.expert_bytes == Approx(counted->expert_bytes_total).epsilon(1e-9));
    }
  }
}

TEST_CASE("files have the sizes that were published", "[predict][gguf][golden]") {
  struct Published {
    const char* slug;
    const char* architecture;
    model::FileType type;
    std::uint32_t number;
    const char* name;
  };
  const std::string table = test::read_file(test::kDatasets / "gguf_sizes.tsv");
  int compared = 0;
  for (const Published& p : {Published{"llama-3.1-8b", "llama", model::FileType::q4_k_m, 15, "Q4_K_M"},
                             {"llama-3.1-8b", "llama", model::FileType::iq2_xxs, 19, "IQ2_XXS"},
                             {"llama-3.1-8b", "llama", model::FileType::q6_k, 18, "Q6_K"},
                             {"gemma-3-27b", "gemma3", model::FileType::q4_k_m, 15, "Q4_K_M"},
                             {"gpt-oss-20b", "gpt-oss", model::FileType::mxfp4, 38, "MXFP4"},
                             {"llama-4-scout", "llama4", model::FileType::q6_k, 18, "Q6_K"},
                             {"phi-4-mini", "phi3", model::FileType::q4_k_m, 15, "Q4_K_M"},
                             {"qwen3-8b", "qwen3", model::FileType::q4_k_m, 15, "Q4_K_M"},
                             {"qwen3-30b-a3b", "qwen3moe", model::FileType::bf16, 32, "BF16"}}) {
    const std::string key = std::string("\n") + p.slug + '\t' + p.name + '\t';
    const std::size_t at = table.find(key);
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + key.size();
    const double published =
        *catalog::parse_number(std::string_view(table).substr(begin, table.find('\t', begin) - begin));
    const auto file = model_in(
        GgufOfModel(catalog::Catalog::bundled().model(p.slug), p.architecture).quantized(p.type, p.number));
    INFO(p.slug << ' ' << p.name);
    CHECK(file->weights.file_bytes / model::kGib == Approx(published).epsilon(4e-3));
    CHECK(file->quant == p.name);
    ++compared;
  }
  CHECK(compared == 9);
}

TEST_CASE("a model file predicts what its catalog entry predicts", "[predict][gguf]") {
  for (const Case& c : {Case{"llama-3.1-8b", "llama"},
                        {"qwen3-30b-a3b", "qwen3moe"},
                        {"gemma-3-27b", "gemma3"},
                        {"qwen3-next-80b-a3b", "qwen3next"}}) {
    INFO(c.slug);
    const test::TempFolder folder;
    GgufOfModel(catalog::Catalog::bundled().model(c.slug), c.architecture)
        .quantized(model::FileType::q4_k_m, 15)
        .save(folder.path() / "m.gguf");
    const auto file = formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "m.gguf");
    const catalog::Catalog catalog = formats::with_model(catalog::Catalog::bundled(), file);
    catalog::Question q = question("h100-sxm", (folder.path() / "m.gguf").string(), "");
    q.run.depth = 4096;
    const predict::Request request = predict::complete(catalog, predict::Fitted::bundled(), q);
    CHECK(request.run.quant == "Q4_K_M");
    const auto from_file = predict::predict(catalog, predict::Fitted::bundled(), request.run);
    REQUIRE(from_file.prediction);
    q.run.model = c.slug;
    q.run.quant = "Q4_K_M";
    const predict::Prediction from_catalog = predicted(q);
    CHECK(from_file.prediction->decode.tps() == Approx(from_catalog.decode.tps()).epsilon(5e-3));
    CHECK(from_file.prediction->step.work.kv_bytes == Approx(from_catalog.step.work.kv_bytes));
    CHECK(from_file.prediction->memory.weights_bytes == file->weights.file_bytes - file->weights.table_bytes);
  }
}

TEST_CASE("another storage type than the file's is counted from the recipe, and said", "[predict][gguf]") {
  const test::TempFolder folder;
  GgufOfModel(catalog::Catalog::bundled().model("llama-3.1-8b"), "llama")
      .quantized(model::FileType::q4_k_m, 15)
      .save(folder.path() / "m.gguf");
  const catalog::Catalog catalog =
      formats::with_model(catalog::Catalog::bundled(),
                          formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "m.gguf"));
  const catalog::Question q = question("h100-sxm", (folder.path() / "m.gguf").string(), "Q8_0");
  const predict::Request request = predict::complete(catalog, predict::Fitted::bundled(), q);
  const auto p = predict::predict(catalog, predict::Fitted::bundled(), request.run);
  REQUIRE(p.prediction);
  CHECK(p.prediction->memory.weights_bytes ==
        Approx(predicted(question("h100-sxm", "llama-3.1-8b", "Q8_0")).memory.weights_bytes).epsilon(1e-3));
  REQUIRE(request.notes.size() == 1);
  CHECK(request.notes[0].find("Q4_K_M") != std::string::npos);
}

GgufWriter tiny(const std::string& architecture = "llama") {
  GgufWriter w;
  w.text("general.architecture", architecture).number(architecture + ".block_count", 2);
  w.number(architecture + ".embedding_length", 256).number(architecture + ".attention.head_count", 4);
  return w;
}

void blocks(GgufWriter& w, int from, int to) {
  for (int i = from; i < to; ++i) {
    const std::string b = "blk." + std::to_string(i) + '.';
    for (const char* part : {"attn_q", "attn_k", "attn_v", "attn_output"})
      w.tensor(b + part + ".weight", {256, 256}, 8);
    w.tensor(b + "ffn_up.weight", {256, 512}, 8).tensor(b + "ffn_down.weight", {512, 256}, 8);
  }
}

TEST_CASE("what a GGUF file leaves open is stated", "[predict][gguf]") {
  GgufWriter w = tiny();
  blocks(w, 0, 2);
  w.tensor("token_embd.weight", {256, 1000}, 8);
  const auto file = model_in(w);
  std::vector<std::string> names;
  for (const catalog::Assumption& a : file->assumed) names.push_back(a.name);
  CHECK(names == std::vector<std::string>{"model.kv_heads", "model.head_dim"});
  CHECK(file->architecture.kv_heads == 4);
  CHECK(file->architecture.head_dim == 64);
  CHECK(file->architecture.tied_embeddings);
  CHECK_FALSE(file->architecture.ffn_gated);
  CHECK(file->quant == "Q8_0");  // no general.file_type: what most bytes are
}

TEST_CASE("blocks that predict further tokens are in the file and not read", "[predict][gguf]") {
  GgufWriter w = tiny("glm4moe");
  w.number("glm4moe.nextn_predict_layers", 1);
  blocks(w, 0, 2);
  w.tensor("blk.1.nextn.eh_proj.weight", {512, 256}, 8)
      .tensor("token_embd.weight", {256, 1000}, 8)
      .tensor("output.weight", {256, 1000}, 8);
  const auto file = model_in(w);
  CHECK(file->architecture.layers == 1);
  const double block = (4.0 * 256 * 256 + 2 * 256 * 512) * 34 / 32;
  CHECK(file->weights.read_bytes == block + 256.0 * 1000 * 34 / 32);
  CHECK(file->weights.file_bytes == 2 * block + (512.0 * 256 + 2 * 256 * 1000) * 34 / 32);
  CHECK(file->architecture.extra_parameters == 4.0 * 256 * 256 + 2 * 256 * 512 + 512 * 256);
}

TEST_CASE("experts in tensors of their own are experts", "[predict][gguf]") {
  GgufWriter w = tiny();
  w.number("llama.expert_count", 4).number("llama.expert_used_count", 1);
  for (int i = 0; i < 2; ++i) {
    const std::string b = "blk." + std::to_string(i) + '.';
    for (const char* part : {"attn_q", "attn_k", "attn_v", "attn_output"})
      w.tensor(b + part + ".weight", {256, 256}, 8);
    for (int e = 0; e < 4; ++e) {
      const std::string n = "." + std::to_string(e) + ".weight";
      w.tensor(b + "ffn_gate" + n, {256, 512}, 8)
          .tensor(b + "ffn_up" + n, {256, 512}, 8)
          .tensor(b + "ffn_down" + n, {512, 256}, 8);
    }
  }
  w.tensor("token_embd.weight", {256, 1000}, 8);
  const auto file = model_in(w);
  CHECK(file->weights.expert_bytes == 2 * 4 * 3 * 256.0 * 512 * 34 / 32);
  CHECK(file->architecture.family == "mixtral");
  CHECK(file->architecture.d_ff_expert == 512);
  CHECK(model::block_counts(file->architecture).experts == 2);
}

TEST_CASE("keys without which there is no shape are named", "[predict][gguf][hostile]") {
  const auto error = [](const GgufWriter& w) -> std::string {
    try {
      model_in(w);
    } catch (const catalog::InputError& e) {
      return e.where + ": " + e.message;
    }
    return "";
  };
  CHECK(error(GgufWriter().tensor("a", {32}, 0)).find("general.architecture") != std::string::npos);
  CHECK(error(GgufWriter().text("general.architecture", "bert").tensor("a", {32}, 0)).find("encoder") !=
        std::string::npos);
  CHECK(error(GgufWriter()
                  .text("general.architecture", "llama")
                  .text("general.type", "adapter")
                  .tensor("a", {32}, 0))
            .find("adapter") != std::string::npos);
  GgufWriter no_blocks = GgufWriter().text("general.architecture", "llama");
  CHECK(error(no_blocks).find("x.gguf:llama.block_count: is missing") == 0);
  CHECK(error(GgufWriter().text("general.architecture", "llama").number("llama.block_count", 4000000000U))
            .find("block_count") != std::string::npos);
  GgufWriter half = tiny();
  blocks(half, 0, 1);
  CHECK(error(half).find("block 1 of 2") != std::string::npos);
  GgufWriter no_table = tiny();
  blocks(no_table, 0, 2);
  CHECK(error(no_table).find("token_embd") != std::string::npos);
  GgufWriter real = GgufWriter().text("general.architecture", "llama").real("llama.block_count", NAN);
  CHECK(error(real).find("is no count") != std::string::npos);
}

TEST_CASE("a window that llama.cpp ignores is ignored, and said", "[predict][gguf]") {
  GgufWriter w = tiny();
  w.number("llama.attention.sliding_window", 4096);
  blocks(w, 0, 2);
  w.tensor("token_embd.weight", {256, 1000}, 8);
  const auto file = model_in(w);
  CHECK(file->architecture.sliding_window == 0);
  REQUIRE(file->notes.size() == 1);
  CHECK(file->notes[0].find("4096") != std::string::npos);
}

TEST_CASE("latent attention of old files caches all heads", "[predict][gguf]") {
  GgufWriter w = tiny("deepseek2");
  w.number("deepseek2.attention.kv_lora_rank", 64).number("deepseek2.rope.dimension_count", 32);
  w.number("deepseek2.attention.key_length", 96).number("deepseek2.attention.value_length", 64);
  for (int i = 0; i < 2; ++i) {
    const std::string b = "blk." + std::to_string(i) + '.';
    w.tensor(b + "attn_q.weight", {256, 384}, 8).tensor(b + "attn_kv_a_mqa.weight", {256, 96}, 8);
    w.tensor(b + "attn_kv_b.weight", {64, 512}, 8).tensor(b + "attn_output.weight", {256, 256}, 8);
    w.tensor(b + "ffn_up.weight", {256, 512}, 8).tensor(b + "ffn_down.weight", {512, 256}, 8);
  }
  w.tensor("token_embd.weight", {256, 1000}, 8);
  const auto file = model_in(w);
  CHECK(file->architecture.attention_kind == "mha");
  CHECK(2 * file->architecture.kv_heads * file->architecture.head_dim == 4 * (96 + 64));
  CHECK(file->notes.size() == 1);
}

}  // namespace
}  // namespace tokroof::test
