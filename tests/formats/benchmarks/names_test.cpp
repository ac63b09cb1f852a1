#include <cmath>
#include <sstream>

#include <catch2/catch.hpp>
#include "catalog/device_names.hpp"
#include "catalog/model_names.hpp"
#include "catalog/quant_text.hpp"
#include "formats/benchmarks/import_names.hpp"
#include "formats/benchmarks/llama_log.hpp"
#include "formats/benchmarks/run_import.hpp"

using namespace tokroof;

namespace {

std::string named(const char* text) {
  const catalog::QuantText got = catalog::quant_of_name(text);
  return got.quant + "|" + got.rest;
}

std::string described(const char* text) {
  const catalog::QuantText got = catalog::quant_of_description(text);
  return got.quant + "|" + got.rest;
}

}  // namespace

TEST_CASE("storage types are found in the names of files and repositories", "[import][names]") {
  CHECK(named("Meta-Llama-3.1-8B-Instruct-Q4_K_M") == "Q4_K_M|Meta-Llama-3.1-8B-Instruct");
  CHECK(named("llama-2-7b.Q4_0") == "Q4_0|llama-2-7b");
  CHECK(named("Qwen3-30B-A3B-UD-Q4_K_XL") == "UD-Q4_K_XL|Qwen3-30B-A3B");
  CHECK(named("gemma3:27b-it-q8_0") == "Q8_0|gemma3:27b-it");
  CHECK(named("x-iq4_ks_r4") == "IQ4_KS_R4|x");
  CHECK(named("Qwen3-32B-AWQ") == "AWQ|Qwen3-32B");
  CHECK(named("Qwen3-8B-4bit") == "MLX-Q4|Qwen3-8B");
  CHECK(named("gpt-oss-20b-mxfp4") == "MXFP4|gpt-oss-20b");
  CHECK(named("Mistral-7B-exl2/4.0bpw") == "EXL2-4.0bpw|Mistral-7B");
  CHECK(named("Llama-3.1-8B-exl3_3.5bpw") == "exl3-3.5bpw|Llama-3.1-8B");
  CHECK(named("x_exl2_4bpw") == "EXL2-4.0bpw|x");
  CHECK(named("x-4_25bpw-exl2") == "EXL2-4.25bpw|x");
  CHECK(named("Qwen3-32B") == "|Qwen3-32B");
  CHECK(named("q4ever") == "|q4ever");
}

TEST_CASE("llama.cpp's descriptions of files are its file types", "[import][names]") {
  CHECK(described("llama 8B Q4_K - Medium") == "Q4_K_M|llama 8B");
  CHECK(described("qwen3moe 30B.A3B Q3_K - Large") == "Q3_K_L|qwen3moe 30B.A3B");
  CHECK(described("llama 70B IQ3_S mix - 3.66 bpw") == "IQ3_M|llama 70B");
  CHECK(described("llama 7B mostly Q4_0") == "Q4_0|llama 7B");
  CHECK(described("gpt-oss 120B MXFP4 MoE") == "MXFP4|gpt-oss 120B");
  CHECK(described("llama 8B Q8_0 (guessed)") == "Q8_0|llama 8B");
  CHECK(described("all F32") == "F32|");
  CHECK(described("something else") == "|something else");
}

TEST_CASE("every device and model is found by its own name", "[import][names][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const catalog::DeviceNames devices(catalog);
  for (const model::Device& d : catalog.devices()) {
    INFO(d.name);
    if (d.kind != model::DeviceKind::system &&
        d.kind != model::DeviceKind::storage) {  // systems have their chip's name
      CHECK(devices.find(d.slug, model::kUnknown).slug == d.slug);
      const catalog::NameMatch match = devices.find(d.name, model::kUnknown);
      const auto named_so = std::count_if(catalog.devices().begin(),
                                          catalog.devices().end(),
                                          [&](const model::Device& o) { return o.name == d.name; });
      CHECK((match.slug == d.slug || named_so > 1 || catalog.find_device(d.name) != nullptr));
    }
  }
  const catalog::ModelNames models(catalog);
  for (const model::Architecture& m : catalog.models()) {
    INFO(m.slug);
    const catalog::NameMatch match = models.find({std::string(m.slug)}, m.parameters);
    const model::Architecture* found = catalog.find_model(match.slug);
    REQUIRE(found != nullptr);
    CHECK(found->parameters == m.parameters);  // itself, or what shares its shape
  }
}

TEST_CASE("memory tells cards of one name apart", "[import][names]") {
  const catalog::DeviceNames devices(catalog::Catalog::bundled());
  const catalog::NameMatch usual = devices.find("NVIDIA GeForce RTX 4060 Ti", model::kUnknown);
  CHECK(usual.slug == "rtx-4060-ti-16gb");
  CHECK(usual.candidates == std::vector<std::string>{"rtx-4060-ti-8gb", "rtx-4060-ti-16gb"});
  CHECK(devices.find("NVIDIA GeForce RTX 4060 Ti", 15.6).slug == "rtx-4060-ti-16gb");
  CHECK(devices.find("NVIDIA GeForce RTX 4060 Ti", 100).slug.empty());
}

TEST_CASE("sizes and backends in llama.cpp's tables", "[import][names]") {
  CHECK(formats::parameters_b_of("361.82 M") == Approx(0.36182));
  CHECK(formats::parameters_b_of("8.03 B") == 8.03);
  CHECK(formats::gib_of("512.00 MiB") == 0.5);
  CHECK(std::isnan(formats::gib_of("512")));
  CHECK(formats::backend_of_text("BLAS,Metal") == "metal");
  CHECK(formats::backend_of_text("MTL,BLAS") == "metal");
  CHECK(formats::backend_of_text("CUDA,RPC") == "cuda");
  CHECK(formats::backend_of_text("BLAS") == "cpu");
  CHECK(formats::backend_of_text("").empty());
}

TEST_CASE("problems are counted beyond those that are kept", "[import]") {
  std::size_t rows = 0;
  formats::RunImport import(catalog::Catalog::bundled(), {}, [&](catalog::Run&&) { ++rows; });
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "{\"n_prompt\":0,\"n_gen\":1,\"avg_ts\":-1}\n";
  }
  std::istringstream in(text);
  import.read_stream(in, "x.jsonl");
  REQUIRE(import.files().size() == 1);
  CHECK(rows == 0);
  CHECK(import.files()[0].problems.size() == formats::RunImport::kMostProblems);
  CHECK(import.files()[0].problem_count == 2000);  // out of range, and nothing left
  CHECK(import.files()[0].problems[0].where == "x.jsonl:1");
}

TEST_CASE("a step that is not named is no step", "[import][errors]") {  // found by tests/fuzz/import.cpp
  std::size_t rows = 0;
  formats::RunImport import(catalog::Catalog::bundled(), {}, [&](catalog::Run&&) { ++rows; });
  std::istringstream in(
      "BenchmarkModel/name=llama3 1 42 token/sec\nBenchmarkModel/name=\nBenchmarkModel/name=/step=\n");
  import.read_stream(in, "x.txt");
  CHECK(rows == 0);
}
