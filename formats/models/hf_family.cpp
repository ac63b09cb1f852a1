#include "formats/models/hf_family.hpp"

#include <algorithm>
#include <iterator>

namespace tokroof::formats {
namespace {

constexpr bool kTied = true, kOwn = false, kPlain = false;

// clang-format off
constexpr HfFamily kFamilies[] = {
    {"afmoe", "afmoe"},                          {"apertus", "apertus", kOwn, kPlain},
    {"aquila", "llama"},                         {"arcee", "arcee", kOwn, kPlain},
    {"arctic", "arctic"},                        {"aya_vision", "cohere2", kTied},
    {"baichuan", "baichuan"},                    {"bailing_moe", "bailingmoe"},
    {"bailing_moe_v2", "bailingmoe2"},           {"bamba", "bamba"},
    {"bitnet", "bitnet", kTied},                 {"bloom", "bloom", kTied, kPlain},
    {"chatglm", "chatglm"},                      {"codegen", "codegen", kOwn, kPlain},
    {"cohere", "cohere", kTied},                 {"cohere2", "cohere2", kTied},
    {"cohere2_moe", "cohere2moe", kTied},        {"cohere2_vision", "cohere2", kTied},
    {"dbrx", "dbrx"},                            {"deci", "decilm"},
    {"decilm", "decilm"},                        {"deepseek", "deepseek"},
    {"deepseek_v2", "deepseek2"},                {"deepseek_v3", "deepseek2"},
    {"deepseek_v32", "deepseek2"},               {"deepseek_v4", "deepseek4"},
    {"dots1", "dots1"},                          {"ernie4_5", "ernie4.5", kTied},
    {"ernie4_5_moe", "ernie4.5-moe", kTied},     {"ernie4_5_moe_vl", "ernie4.5-moe", kTied},
    {"exaone", "exaone"},                        {"exaone4", "exaone4"},
    {"exaone_moe", "exaone-moe"},
    {"falcon", "falcon", kTied, kPlain},         {"falcon_h1", "falcon-h1"},
    {"falcon_mamba", "mamba", kTied},            {"flex_olmo", "flexolmo"},
    {"gemma", "gemma", kTied},                   {"gemma2", "gemma2", kTied},
    {"gemma3", "gemma3", kTied},                 {"gemma3_text", "gemma3", kTied},
    {"gemma3n", "gemma3n", kTied},               {"gemma3n_text", "gemma3n", kTied},
    {"gemma4", "gemma4", kTied},                 {"gemma4_text", "gemma4", kTied},
    {"glm", "chatglm"},                          {"glm4", "glm4"},
    {"glm4_moe", "glm4moe"},                     {"glm4_moe_lite", "glm4-moe-lite"},
    {"glm4v", "glm4"},                           {"glm4v_moe", "glm4moe"},
    {"glm4v_moe_text", "glm4moe"},               {"glm4v_text", "glm4"},
    {"glm_moe_dsa", "glm-dsa"},                  {"gpt2", "gpt2", kTied, kPlain},
    {"gpt_bigcode", "starcoder", kTied, kPlain}, {"gpt_neo", "gptneo", kTied, kPlain},
    {"gpt_neox", "gptneox", kOwn, kPlain},       {"gpt_oss", "gpt-oss"},
    {"gptj", "gptj", kOwn, kPlain},              {"granite", "granite"},
    {"granitemoe", "granitemoe"},                {"granitemoehybrid", "granitehybrid"},
    {"granitemoeshared", "granitemoe"},          {"grok-1", "grok", kTied},
    {"grok-2", "grok"},                          {"helium", "helium"},
    {"hf_olmo", "olmo"},                         {"hunyuan", "hunyuan-dense"},
    {"hunyuan_v1_dense", "hunyuan-dense"},       {"hunyuan_v1_moe", "hunyuan-moe"},
    {"internlm", "llama"},                       {"internlm2", "internlm2"},
    {"internlm3", "internlm3"},                  {"jamba", "jamba"},
    {"kimi_k2", "deepseek2"},                    {"kimi_linear", "kimi-linear"},
    {"lfm2", "lfm2", kTied},                     {"lfm2_moe", "lfm2moe", kTied},
    {"llama", "llama"},                          {"llama4", "llama4"},
    {"llama4_text", "llama4"},                   {"mamba", "mamba", kTied},
    {"mamba2", "mamba2"},                        {"mimo", "mimo"},
    {"mimo_v2_flash", "mimo2"},                  {"minicpm", "minicpm", kTied},
    {"minicpm3", "minicpm3", kTied},             {"minimax", "minimax"},
    {"minimax_m1", "minimax"},                   {"minimax_m2", "minimax-m2"},
    {"minimax_text_01", "minimax"},              {"ministral", "ministral3"},
    {"ministral3", "ministral3"},                {"mistral", "mistral"},
    {"mistral3", "mistral"},                     {"mixtral", "mixtral"},
    {"mllama_text_model", "llama"},              {"mpt", "mpt", kTied, kPlain},
    {"nemotron", "nemotron", kOwn, kPlain},      {"nemotron-nas", "decilm"},
    {"nemotron_h", "nemotron-h", kOwn, kPlain},  {"olmo", "olmo"},
    {"olmo2", "olmo2"},                          {"olmo3", "olmo2"},
    {"olmoe", "olmoe"},                          {"opt", "opt", kTied, kPlain},
    {"orion", "orion"},                          {"persimmon", "persimmon", kOwn, kPlain},
    {"phi", "phi2", kOwn, kPlain},               {"phi3", "phi3"},
    {"phi3_v", "phi3"},                          {"phi4mm", "phi3"},
    {"phimoe", "phimoe"},                        {"qwen", "qwen"},
    {"qwen2", "qwen2"},                          {"qwen2_5_omni_text", "qwen2"},
    {"qwen2_5_vl", "qwen2"},                     {"qwen2_5_vl_text", "qwen2"},
    {"qwen2_moe", "qwen2moe"},                   {"qwen2_vl", "qwen2"},
    {"qwen2_vl_text", "qwen2"},                  {"qwen3", "qwen3"},
    {"qwen3_5", "qwen3.5"},                      {"qwen3_5_moe", "qwen3.5moe"},
    {"qwen3_5_moe_text", "qwen3.5moe"},          {"qwen3_5_text", "qwen3.5"},
    {"qwen3_moe", "qwen3moe"},                   {"qwen3_next", "qwen3next"},
    {"qwen3_omni_moe_text", "qwen3moe"},         {"qwen3_vl", "qwen3"},
    {"qwen3_vl_moe", "qwen3moe"},                {"qwen3_vl_moe_text", "qwen3moe"},
    {"qwen3_vl_text", "qwen3"},                  {"RefinedWeb", "falcon", kTied, kPlain},
    {"RefinedWebModel", "falcon", kTied, kPlain}, {"rwkv7", "rwkv7", kOwn, kPlain},
    {"seed_oss", "seed_oss"},                    {"smollm3", "smollm3", kTied},
    {"deepseek_vl_v2", "deepseek2"},             {"ernie4_5_vl_moe", "ernie4.5-moe", kTied},
    {"ernie4_5_vl_moe_text", "ernie4.5-moe", kTied}, {"hy_v3", "hy3"},
    {"laguna", "laguna"},                        {"mellum", "mellum"},
    {"mistral4", "mistral4"},                    {"smallthinker", "smallthinker"},
    {"solar", "llama"},                          {"stablelm", "stablelm"},
    {"stablelm_epoch", "stablelm"},              {"starcoder2", "starcoder2", kTied, kPlain},
    {"step3p5", "step3.5"},                      {"xverse", "xverse"},
    {"yi", "llama"},                             {"Yi", "llama"},
};

// What the configuration classes of transformers take; their attributes of the same names.
constexpr HfDefault kLlama[] = {{"hidden_size", 4096}, {"intermediate_size", 11008}, {"num_hidden_layers", 32},
    {"num_attention_heads", 32}, {"vocab_size", 32000}};
constexpr HfDefault kMistral[] = {{"hidden_size", 4096}, {"intermediate_size", 14336}, {"num_hidden_layers", 32},
    {"num_attention_heads", 32}, {"num_key_value_heads", 8}, {"vocab_size", 32000}};
constexpr HfDefault kQwen2[] = {{"hidden_size", 4096}, {"intermediate_size", 22016}, {"num_hidden_layers", 32},
    {"num_attention_heads", 32}, {"num_key_value_heads", 32}, {"vocab_size", 151936}};
constexpr HfDefault kGemma[] = {{"hidden_size", 3072}, {"intermediate_size", 24576}, {"num_hidden_layers", 28},
    {"num_attention_heads", 16}, {"num_key_value_heads", 16}, {"head_dim", 256}, {"vocab_size", 256000}};
constexpr HfDefault kGemma2[] = {{"hidden_size", 2304}, {"intermediate_size", 9216}, {"num_hidden_layers", 26},
    {"num_attention_heads", 8}, {"num_key_value_heads", 4}, {"head_dim", 256}, {"vocab_size", 256000},
    {"sliding_window", 4096}};
constexpr HfDefault kGemma3[] = {{"hidden_size", 2304}, {"intermediate_size", 9216}, {"num_hidden_layers", 26},
    {"num_attention_heads", 8}, {"num_key_value_heads", 4}, {"head_dim", 256}, {"vocab_size", 262208},
    {"sliding_window", 4096}};
constexpr HfDefault kGemma4[] = {{"global_head_dim", 512}};
constexpr HfDefault kCohere2[] = {{"hidden_size", 8192}, {"intermediate_size", 22528}, {"num_hidden_layers", 40},
    {"num_attention_heads", 64}, {"vocab_size", 256000}, {"sliding_window", 4096}};

struct Refused {
  std::string_view model_type, why;
};
constexpr std::string_view kEncoder = "is no decoder: it does not generate token by token";
constexpr std::string_view kDiffusion = "is a diffusion model: it does not generate token by token";
constexpr Refused kRefused[] = {
    {"bert", kEncoder},     {"roberta", kEncoder},  {"xlm-roberta", kEncoder}, {"distilbert", kEncoder},
    {"t5", kEncoder},       {"clip", kEncoder},     {"whisper", kEncoder},     {"modernbert", kEncoder},
    {"nomic_bert", kEncoder}, {"siglip", kEncoder}, {"vit", kEncoder},         {"deberta-v2", kEncoder},
    {"electra", kEncoder},  {"albert", kEncoder},   {"llada", kDiffusion},     {"Dream", kDiffusion},
    {"deepseek_v4", "is not read from a config.json; its GGUF files and --model deepseek-v4-flash are"},
    {"recurrent_gemma", "has gated linear recurrences, which are not modelled"},
    {"zamba", "shares its attention blocks between layers, which is not modelled"},
    {"zamba2", "shares its attention blocks between layers, which is not modelled"},
    {"longcat_flash", "has two attention blocks a layer and experts that compute nothing, which are not modelled"},
    {"rwkv", "is RWKV before version 7, which is not modelled"},
    {"rwkv5", "is RWKV before version 7, which is not modelled"},
    {"rwkv6", "is RWKV before version 7, which is not modelled"},
    {"xlstm", "has LSTM blocks, which are not modelled"},
    {"openelm", "has layers that all differ in width; its GGUF files are read"},
    {"phi4flash", "shares caches between state-space and attention layers, which is not modelled"},
    {"step3", "shares its queries and keys between heads in a way that is not modelled"},
    {"step3_text", "shares its queries and keys between heads in a way that is not modelled"},
    {"plamo2", "is not read from a config.json; its GGUF files are"},
    {"bailing_moe_linear", "mixes latent and linear attention in a way that is not modelled"},
    {"bailing_hybrid", "mixes latent and linear attention in a way that is not modelled"},
};

/// What keys of mixers, windows and experts are called.
constexpr std::string_view kShape[] = {"expert", "moe", "mamba", "ssm", "linear_", "lora_rank", "window", "block_config",
    "block_type", "layer_type", "layers_type", "pattern", "cross_attention", "swa", "recurrent", "lru", "conv_", "kda",
    "attn_type", "per_layer", "latent", "shared_layers", "index_"};
/// What they are called too that says nothing of the shape.
constexpr std::string_view kNoShape[] = {"loss", "jitter", "dropout", "router", "bias", "_norm", "norm_", "init", "act",
    "token", "coef", "scal", "scor", "group", "chunk", "max_window", "parallel", "rope", "theta", "eps", "capacity", "freeze"};
// clang-format on

bool has_any(std::string_view key, const auto& parts) {
  return std::any_of(std::begin(parts), std::end(parts), [&](std::string_view part) {
    return key.find(part) != std::string_view::npos;
  });
}

}  // namespace

const HfFamily* hf_family(std::string_view model_type) {
  const auto* found = std::find_if(std::begin(kFamilies), std::end(kFamilies), [&](const HfFamily& f) {
    return f.model_type == model_type;
  });
  return found == std::end(kFamilies) ? nullptr : found;
}

std::span<const HfDefault> hf_defaults(std::string_view model_type) {
  if (model_type == "llama") return kLlama;
  if (model_type == "mistral") return kMistral;
  if (model_type == "qwen2" || model_type == "qwen3") return kQwen2;
  if (model_type == "gemma") return kGemma;
  if (model_type == "gemma2") return kGemma2;
  if (model_type == "gemma3" || model_type == "gemma3_text") return kGemma3;
  if (model_type == "gemma4" || model_type == "gemma4_text") return kGemma4;
  if (model_type == "cohere2") return kCohere2;
  return {};
}

std::string_view hf_refusal(std::string_view model_type) {
  const auto* found = std::find_if(
      std::begin(kRefused), std::end(kRefused), [&](const Refused& r) { return r.model_type == model_type; });
  return found == std::end(kRefused) ? std::string_view() : found->why;
}

std::vector<std::string> hf_unread_shape(const HfKeys& keys) {
  // Say again what a list of kinds says, which goes first.
  constexpr std::string_view kSaidTwice[] = {"sliding_window",
                                             "sliding_window_pattern",
                                             "sliding_window_size",
                                             "use_sliding_window",
                                             "layers_block_type"};
  std::vector<std::string> out;
  for (std::string& key : keys.not_looked_at()) {
    const bool again = std::find(std::begin(kSaidTwice), std::end(kSaidTwice), key) != std::end(kSaidTwice);
    if (!again && has_any(key, kShape) && !has_any(key, kNoShape)) {
      out.push_back(std::move(key));
    }
  }
  return out;
}

}  // namespace tokroof::formats
