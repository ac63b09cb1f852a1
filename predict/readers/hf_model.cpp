#include "predict/readers/hf_model.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/count/architecture_parameters.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

/// Whether layer i holds experts, by the rule of its family.
bool holds_experts(const HfKeys& keys, std::size_t i) {
  const auto at = static_cast<double>(i);
  if (const auto step = keys.number({"interleave_moe_layer_step"})) {
    return *step <= 1 || std::fmod(at + 1, *step) == 0;
  }
  if (const auto period = keys.number({"expert_layer_period"}); period && *period > 0) {
    return std::fmod(at, *period) == keys.or_else({"expert_layer_offset"}, 0);
  }
  if (at < keys.or_else({"first_k_dense_replace", "num_dense_layers", "moe_layer_start_index"}, 0)) {
    return false;
  }
  const std::vector<double> dense = keys.numbers("mlp_only_layers");
  if (std::find(dense.begin(), dense.end(), at) != dense.end()) {
    return false;
  }
  const double step = keys.or_else({"decoder_sparse_step"}, 1);
  return step <= 1 || std::fmod(at + 1, step) == 0;
}

void set_embeddings(const HfKeys& keys, std::string_view family, ModelFile& out) {
  Architecture& m = out.architecture;
  m.d_model = keys.required({"hidden_size", "n_embd", "d_model"});
  m.vocab = keys.required({"vocab_size", "padded_vocab_size"});
  if (const auto context =
          keys.number({"max_position_embeddings", "n_positions", "seq_length", "max_sequence_length"})) {
    m.max_context = *context;
  }
  const auto tied = keys.flag("tie_word_embeddings");
  m.tied_embeddings = tied.value_or(family.starts_with("gemma") || family.starts_with("cohere") ||
                                    is_one_of(family, {"gpt2", "bloom", "opt", "falcon"}));
  if (!tied) {
    out.assume("tied_embeddings", std::string(m.tied_embeddings ? "yes" : "no"));
  }
  m.ple_dim = keys.or_else({"hidden_size_per_layer_input"}, 0);
  const double ple_vocab = keys.or_else({"vocab_size_per_layer_input"}, m.vocab);
  m.ple_vocab = m.ple_dim > 0 && ple_vocab != m.vocab ? ple_vocab : 0;
  m.kv_shared_layers = keys.or_else({"num_kv_shared_layers"}, 0);
}

void count_parameters(Architecture& m) {
  const ArchitectureParameters p = architecture_parameters(m);
  m.parameters = m.computed_parameters = p.total;
  m.active_parameters = m.computed_active_parameters = p.active;
}

}  // namespace

void hf_experts(const HfKeys& keys,
                std::string_view family,
                std::vector<LayerShape>& layers,
                ModelFile& out) {
  Architecture& m = out.architecture;
  const bool separate =
      std::any_of(layers.begin(), layers.end(), [](const LayerShape& l) { return l.dense_ffn || l.experts; });
  m.experts = keys.or_else(
      {"num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts", "num_moe_experts"}, 0);
  m.ffn_gated = !is_one_of(family,
                           {"gpt2",
                            "bloom",
                            "opt",
                            "falcon",
                            "phi2",
                            "gptj",
                            "gptneo",
                            "gptneox",
                            "starcoder",
                            "starcoder2",
                            "nemotron",
                            "nemotron-h",
                            "mpt"});
  const auto per_layer = keys.numbers("intermediate_size");
  const double wide = per_layer.empty()
                          ? keys.or_else({"intermediate_size", "ffn_hidden_size", "n_inner", "ffn_dim"}, 0)
                          : *std::min_element(per_layer.begin(), per_layer.end());
  if (m.experts < 2) {
    m.experts = 0;
    m.d_ff = wide > 0 ? wide : 4 * m.d_model;
    if (!(wide > 0)) {
      out.assume("d_ff", m.d_ff);
    }
  } else {
    m.experts_active =
        keys.required({"num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_k", "top_k_experts"});
    const auto own = keys.number({"moe_intermediate_size", "expert_ffn_hidden_size", "moe_ffn_hidden_size"});
    m.d_ff_expert = own.value_or(wide);
    m.d_ff = keys.or_else({"intermediate_size_mlp"}, own ? wide : 0);
    m.moe_latent_dim = keys.or_else({"moe_latent_size"}, 0);
    const auto width = keys.number({"shared_expert_intermediate_size",
                                    "moe_shared_expert_intermediate_size",
                                    "shared_intermediate_size"});
    const double shared = keys.or_else(
        {"n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"},
        family == "llama4" || width.value_or(0) > 0 ? 1 : 0);
    m.shared_experts = shared;
    m.d_ff_shared = shared > 0 ? width.value_or(shared * m.d_ff_expert) : 0;
  }
  for (std::size_t i = 0; i < layers.size() && !separate; ++i) {
    layers[i].experts = m.experts > 0 && holds_experts(keys, i);
    layers[i].dense_ffn = !layers[i].experts || keys.flag("enable_moe_block") == true;
  }
  if (m.experts > 0 && m.d_ff == 0 &&
      std::any_of(layers.begin(), layers.end(), [](const LayerShape& l) { return l.dense_ffn; })) {
    m.d_ff = wide;
  }
}

std::shared_ptr<ModelFile> hf_model(const JsonFile& config) {
  if (!config.document.is_object()) {
    throw InputError("bad-file", "is no object of keys", config.name);
  }
  const HfKeys keys(config);
  std::string type = keys.text("model_type");
  if (type.empty()) {
    keys.fail("model_type", "'model_type' is missing: no config.json of a model");
  }
  if (keys.flag("is_encoder_decoder") == true ||
      is_one_of(type, {"bert", "roberta", "t5", "clip", "whisper", "modernbert"})) {
    throw InputError("bad-file",
                     fmt::format("'{}' is no decoder: it does not generate token by token", type),
                     config.name);
  }
  auto out = std::make_shared<ModelFile>();
  Architecture& m = out->architecture;
  const std::string_view family = out->keep(std::string(hf_family(type)));
  m.family = family;
  if (family == "deepseek4") {
    throw InputError(
        "bad-file",
        "DeepSeek V4's config.json is not read; its GGUF files and --model deepseek-v4-flash are",
        config.name);
  }
  set_embeddings(keys, family, *out);
  hf_layers(keys, family, *out);
  m.fused_qkv = family == "phi3";
  m.k_equals_v = keys.flag("attention_k_eq_v") == true;
  count_parameters(m);
  out->quant = hf_quant(keys, *out);
  const std::string published = keys.text("_name_or_path");
  m.name = out->keep(published);
  if (!published.empty()) {
    out->names.push_back(published);
  }
  return out;
}

}  // namespace tokroof
