#include <algorithm>
#include <iterator>

#include "predict/readers/hf_model.hpp"

namespace tokroof {
namespace {

struct NamedFamily {
  std::string_view model_type;
  std::string_view family;
};

// clang-format off
/// Where model_type and the catalog's family differ.
constexpr NamedFamily kFamilies[] = {
    {"cohere2_moe", "cohere2moe"},      {"deepseek_v2", "deepseek2"},       {"deepseek_v3", "deepseek2"},
    {"deepseek_v32", "deepseek2"},      {"deepseek_v4", "deepseek4"},       {"ernie4_5", "ernie4.5"},
    {"ernie4_5_moe", "ernie4.5-moe"},   {"falcon_h1", "falcon-h1"},         {"gemma3_text", "gemma3"},
    {"gemma3n_text", "gemma3n"},        {"gemma4_text", "gemma4"},          {"glm", "chatglm"},
    {"glm4_moe", "glm4moe"},            {"glm4_moe_lite", "glm4-moe-lite"}, {"gpt_bigcode", "starcoder"},
    {"gpt_neo", "gptneo"},              {"gpt_neox", "gptneox"},            {"gpt_oss", "gpt-oss"},
    {"granitemoehybrid", "granitehybrid"}, {"hunyuan_v1_dense", "hunyuan-dense"}, {"hunyuan_v1_moe", "hunyuan-moe"},
    {"hunyuan", "hunyuan-dense"},       {"kimi_k2", "deepseek2"},           {"kimi_linear", "kimi-linear"},
    {"lfm2_moe", "lfm2moe"},            {"llama4_text", "llama4"},          {"minimax_m2", "minimax-m2"},
    {"mistral3", "mistral"},            {"ministral", "ministral3"},        {"nemotron-nas", "decilm"},
    {"nemotron_h", "nemotron-h"},       {"olmo3", "olmo2"},                 {"phi", "phi2"},
    {"phi4mm", "phi3"},                 {"qwen2_5_vl", "qwen2"},            {"qwen2_5_vl_text", "qwen2"},
    {"qwen2_vl", "qwen2"},              {"qwen2_moe", "qwen2moe"},          {"qwen3_5", "qwen3.5"},
    {"qwen3_5_moe", "qwen3.5moe"},      {"qwen3_5_moe_text", "qwen3.5moe"}, {"qwen3_5_text", "qwen3.5"},
    {"qwen3_moe", "qwen3moe"},          {"qwen3_next", "qwen3next"},        {"qwen3_vl", "qwen3"},
    {"qwen3_vl_moe", "qwen3moe"},       {"qwen3_vl_moe_text", "qwen3moe"},  {"qwen3_vl_text", "qwen3"},
    {"seed_oss", "seed_oss"},           {"step3p5", "step3.5"},
};
// clang-format on

}  // namespace

std::string_view hf_family(std::string_view model_type) {
  const auto* found = std::find_if(std::begin(kFamilies), std::end(kFamilies), [&](const NamedFamily& f) {
    return f.model_type == model_type;
  });
  return found == std::end(kFamilies) ? model_type : found->family;
}

}  // namespace tokroof
