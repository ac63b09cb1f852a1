#include "formats/models/gguf_family.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

// clang-format off
constexpr GgufFamily kGgufFamilies[] = {
    {"afmoe", "afmoe", 4},           {"apertus", "apertus"},          {"arcee", "arcee"},
    {"arctic", "arctic"},            {"bitnet", "bitnet"},            {"exaone-moe", "exaone-moe", 4},
    {"glm-dsa", "glm-dsa"},          {"mimo2", "mimo2"},
    {"baichuan", "baichuan"},        {"bailingmoe", "bailingmoe"},    {"bailingmoe2", "bailingmoe2"},
    {"bloom", "bloom"},
    {"chameleon", "chameleon"},      {"chatglm", "chatglm"},          {"codeshell", "codeshell"},
    {"cohere2", "cohere2", 4},       {"cohere2moe", "cohere2moe", 4}, {"command-r", "cohere"},
    {"dbrx", "dbrx"},                {"deci", "decilm"},              {"deepseek", "deepseek"},
    {"deepseek2", "deepseek2"},      {"deepseek4", "deepseek4", 0},   {"dots1", "dots1"},
    {"ernie4_5", "ernie4.5"},        {"ernie4_5-moe", "ernie4.5-moe"}, {"exaone", "exaone"},
    {"exaone4", "exaone4", 4},       {"falcon", "falcon"},            {"falcon-h1", "falcon-h1"},
    {"gemma", "gemma"},              {"gemma2", "gemma2", 2},         {"gemma3", "gemma3", 6},
    {"gemma3n", "gemma3n", 5},       {"gemma4", "gemma4", 6},         {"glm4", "glm4"},
    {"glm4moe", "glm4moe"},          {"gpt-oss", "gpt-oss", 2},       {"gpt2", "gpt2"},
    {"gptj", "gptj"},                {"gptneox", "gptneox"},          {"granite", "granite"},
    {"granitehybrid", "granitehybrid"}, {"granitemoe", "granitemoe"}, {"grok", "grok"},
    {"hunyuan-dense", "hunyuan-dense"}, {"hunyuan-moe", "hunyuan-moe"}, {"internlm2", "internlm2"},
    {"jamba", "jamba"},              {"kimi-linear", "kimi-linear"},  {"laguna", "laguna", 4},
    {"lfm2", "lfm2"},                {"lfm2moe", "lfm2moe"},          {"llama", "llama"},
    {"llama4", "llama4", 4, 8192},   {"mamba", "mamba"},              {"mamba2", "mamba2"},
    {"mellum", "mellum", 4},         {"minicpm", "minicpm"},          {"minicpm3", "minicpm3"},
    {"minimax-m2", "minimax-m2"},    {"mistral3", "ministral3"},      {"mistral4", "mistral4"},
    {"mpt", "mpt"},
    {"muse-glimmer", "muse-glimmer", 4}, {"nemotron", "nemotron"},    {"nemotron_h", "nemotron-h"},
    {"nemotron_h_moe", "nemotron-h"}, {"olmo", "olmo"},               {"olmo2", "olmo2", 4},
    {"olmoe", "olmoe"},              {"openelm", "openelm"},          {"orion", "orion"},
    {"phi2", "phi2"},                {"phi3", "phi3"},                {"phimoe", "phimoe"},
    {"plamo", "plamo"},              {"plamo2", "plamo2"},            {"plamo3", "plamo3", 8},
    {"qwen", "qwen"},                {"qwen2", "qwen2"},              {"qwen2moe", "qwen2moe"},
    {"qwen2vl", "qwen2"},            {"qwen3", "qwen3"},              {"qwen35", "qwen3.5"},
    {"qwen35moe", "qwen3.5moe"},     {"qwen3moe", "qwen3moe"},        {"qwen3next", "qwen3next"},
    {"qwen3vl", "qwen3"},            {"qwen3vlmoe", "qwen3moe"},      {"refact", "refact"},
    {"rwkv6", "rwkv6"},              {"rwkv7", "rwkv7"},              {"seed_oss", "seed_oss"},
    {"smallthinker", "smallthinker", 4},
    {"smollm3", "smollm3"},          {"stablelm", "stablelm"},        {"starcoder", "starcoder"},
    {"starcoder2", "starcoder2"},    {"step35", "step3.5", 4},        {"xverse", "xverse"},
};

constexpr std::string_view kEncoders[] = {
    "bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3", "eurobert",
    "gemma-embedding", "t5encoder", "clip", "whisper", "wavtokenizer-dec", "llama-embed", "pangu-embedded-encoder"};
constexpr std::string_view kGgufDiffusion[] = {"dream", "llada", "llada-moe", "rnd1", "flux", "sd1", "sd3", "sdxl", "wan"};
// clang-format on

bool is_in(std::string_view name, const auto& list) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

}  // namespace

const GgufFamily* gguf_family(std::string_view architecture) {
  const auto* found = std::find_if(std::begin(kGgufFamilies),
                                   std::end(kGgufFamilies),
                                   [&](const GgufFamily& f) { return f.architecture == architecture; });
  return found == std::end(kGgufFamilies) ? nullptr : found;
}

std::string_view no_decoder(std::string_view architecture, std::string_view type) {
  if (type == "adapter") return "an adapter: it is added to a model, which must be named";
  if (type == "mmproj") return "the vision or audio part of a model, without the model";
  if (type == "imatrix" || type == "vocab") return "no weights of a model";
  if (is_in(architecture, kEncoders)) return "an encoder: it generates no tokens";
  if (is_in(architecture, kGgufDiffusion)) return "a diffusion model: it does not generate token by token";
  if (architecture == "t5") return "an encoder with a decoder, which is not modelled";
  return "";
}

std::string_view family_by_name(std::string_view family, std::string_view published_name, bool experts) {
  const std::string name = catalog::lower_case(published_name);
  if (family == "llama" && experts) return "mixtral";
  if (family == "llama" && (catalog::contains(name, "mistral") || catalog::contains(name, "devstral") ||
                            catalog::contains(name, "magistral"))) {
    return "mistral";
  }
  if (family == "deepseek2" && catalog::contains(name, "glm")) return "glm4-moe-lite";
  return family;
}

}  // namespace tokroof::formats
