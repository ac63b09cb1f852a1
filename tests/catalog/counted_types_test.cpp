// Storage types by the bits that people say: beside a format, alone, and where no file has them.
#include <utility>

#include <catch2/catch.hpp>
#include "catalog/counted_types.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/quant_text.hpp"

using namespace tokroof;

namespace {

std::string type_said_as(const char* typed) { return catalog::Catalog::bundled().names().quant(typed).slug; }

}  // namespace

TEST_CASE("a model's size behind a format's name is no number of bits", "[catalog][names]") {
  CHECK(catalog::quant_of_name("exl2 llama 3.3 70b").quant == "EXL2-4.0bpw");
  CHECK(catalog::quant_of_name("exl2 llama 8b").quant == "EXL2-4.0bpw");
  CHECK(catalog::quant_of_name("llama-3.3-70b-EXL2-4.650b").quant == "EXL2-4.650bpw");
}

TEST_CASE("bits that are said beside a format are those of the type, in whatever order", "[catalog][names]") {
  for (const auto& [typed, quant] : {std::pair{"awq 8bit", "W8A16"},
                                     {"awq-8bit", "W8A16"},
                                     {"exl2 8bit", "EXL2-8.0bpw"},
                                     {"exl3 8bit", "exl3-8.0bpw"},
                                     {"4bit exl2", "EXL2-4.0bpw"},
                                     {"4.5 bit exl3", "exl3-4.5bpw"},
                                     {"4bit tensorrt-llm", "TensorRT-LLM INT4 weight-only"},
                                     {"load_in_4bit", "bitsandbytes NF4"},
                                     {"auto-round 3 bits", "GPTQ-3bit"},
                                     {"MLX-4bit", "MLX-Q4"},
                                     {"mlx-8bit", "MLX-Q8"},
                                     {"oQ4", "MLX-Q4"},
                                     {"mixed_4_6", "MLX-Q4"}}) {
    CAPTURE(typed);
    CHECK(type_said_as(typed) == quant);
  }
}

TEST_CASE("a format that has no files of so many bits is none of another", "[catalog][names]") {
  for (const char* typed :
       {"awq 3bit", "awq 2 bit", "exl2 16bit", "mlx 7bit", "hqq 5bit", "bnb 3bit", "w6a6", "nvfp6"}) {
    CAPTURE(typed);
    CHECK(type_said_as(typed).empty());
  }
}

TEST_CASE("bits alone are the usual file of an engine", "[catalog][names]") {
  const auto usual = [](const char* typed, const char* engine) {
    return catalog::usual_of_counted_bits(catalog::Catalog::bundled(), typed, engine);
  };
  CHECK(usual("4bit", "") == "Q4_K_M");
  CHECK(usual("4-bit quantized", "ollama") == "Q4_K_M");
  CHECK(usual("16 bit", "llama.cpp") == "FP16");
  CHECK(usual("full precision", "") == "FP16");
  CHECK(usual("1.58bit", "") == "UD-IQ1_S");
  CHECK(usual("1.8bit", "") == "UD-IQ1_M");
  CHECK(usual("5bit", "exllamav2") == "EXL2-5.0bpw");
  CHECK(usual("4bit", "mlc") == "q4f16_1");
  CHECK(usual("4bit", "vllm") == "AWQ");
  CHECK(usual("4bit", "mlx").empty());  // its own
  CHECK(usual("int8", "").empty());
}

TEST_CASE("a spelling of a known type is that type", "[catalog][names]") {
  for (const auto& [typed, quant] : {std::pair{"Q2_K_L", "Q2_K_L"},
                                     {"Q6_K_XL", "Q6_K_XL"},
                                     {"i1-Q4_K_M", "Q4_K_M"},
                                     {"Q4_K_M (imatrix)", "Q4_K_M"},
                                     {"q4_0 qat", "Q4_0"},
                                     {"q4_xs", "IQ4_XS"},
                                     {"int3", "GPTQ-3bit"}}) {
    CAPTURE(typed);
    CHECK(catalog::lower_case(type_said_as(typed)) == catalog::lower_case(quant));
  }
}

TEST_CASE("a type in a model's name that is not known is said, and is no other", "[catalog][names]") {
  for (const auto& [typed, quant] :
       {std::pair{"Qwen3-8B-w6a6", "w6a6"}, {"Qwen3-8B-AWQ-3bit", "AWQ-3bit"}, {"Qwen3-8B-17bit", "17bit"}}) {
    CAPTURE(typed);
    const catalog::NamedModel named = catalog::Catalog::bundled().names().model(typed);
    CHECK(named.match.slug == "qwen3-8b");
    CHECK(named.unread_quant == quant);
  }
  CHECK(catalog::Catalog::bundled().names().model("QuantTrio/Qwen3-32B-AWQ-8bit").quant == "W8A16");
  CHECK(catalog::Catalog::bundled().names().model("Qwen3-8B-1.58bit").quant == "UD-IQ1_S");
  CHECK(catalog::Catalog::bundled().names().model("RedHatAI/Qwen3-8B-quantized.w8a16").quant == "W8A16");
}

TEST_CASE("no name of a model is taken for a type", "[catalog][names]") {
  for (const model::Architecture& model : catalog::Catalog::bundled().models()) {
    CAPTURE(model.slug);
    CHECK(catalog::Catalog::bundled().names().model(model.slug).unread_quant.empty());
  }
}

TEST_CASE("a size that is said between the words of a name is left out where it is right",
          "[catalog][names]") {
  CHECK(catalog::Catalog::bundled().names().model("phi3:14b-medium-128k-instruct-q4_0").match.slug ==
        "phi-3-medium-4k");
  CHECK(catalog::Catalog::bundled().names().model("Command-R-35B-08-2024").match.slug == "command-r-08-2024");
  CHECK(catalog::Catalog::bundled().names().model("Command-R-70B-08-2024").match.slug.empty());
}

TEST_CASE("a version that no model of a name has is no version of another", "[catalog][names]") {
  for (const char* typed : {"gemma 5 12b", "llama 1 8b", "llama 5", "qwen 4 27b", "deepseek v2 671b"}) {
    CAPTURE(typed);
    CHECK(catalog::Catalog::bundled().names().typed_model(typed).match.slug.empty());
  }
  CHECK_THROWS(catalog::Catalog::bundled().names().need_model("llama 3.1 13b", "--model"));
}

TEST_CASE("what a short name may be is listed, or taken where it is one", "[catalog][names]") {
  for (const char* typed : {"trinity", "bitnet", "hermes 4", "deepseek v4"}) {
    CAPTURE(typed);
    CHECK(catalog::Catalog::bundled().names().typed_model(typed).match.candidates.size() > 1);
  }
  for (const auto& [typed, slug] : {std::pair{"deepseek r1 qwen 32b", "deepseek-r1-distill-qwen-32b"},
                                    {"aya 32b", "aya-expanse-32b"},
                                    {"step 3.7", "step-3.7-flash"},
                                    {"glm 4.5 106b", "glm-4.5-air"}}) {
    CAPTURE(typed);
    CHECK(catalog::Catalog::bundled().names().typed_model(typed).match.slug == slug);
  }
  CHECK(catalog::Catalog::bundled().names().typed_model("llama 3").match.candidates.size() > 1);
}
