#include "formats/models/hf_model.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "formats/models/hf_unread_shape.hpp"
#include "formats/models/model_family.hpp"
#include "model/count/architecture_parameters.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

void set_embeddings(const HfKeys& keys, const catalog::ModelType* known, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const bool padded = known != nullptr && known->model_type == "hf_olmo";
  m.d_model = keys.required({"hidden_size", "n_embd", "n_embed", "d_model"});
  m.vocab = padded ? keys.required({"embedding_size", "vocab_size"})
                   : keys.required({"vocab_size", "padded_vocab_size"});
  constexpr double kMostTokens = 1e7;
  if (m.vocab > kMostTokens) {
    keys.fail("vocab_size", fmt::format("{:.0f} tokens: more than any vocabulary has", m.vocab));
  }
  if (const auto context = keys.number(
          {"max_position_embeddings", "n_positions", "seq_length", "max_sequence_length", "max_seq_len"})) {
    m.max_context = *context;
  }
  std::optional<bool> tied;
  for (const std::string_view key :
       {"tie_word_embeddings", "weight_tying", "tie_embedding", "use_embedding_sharing"}) {
    tied = tied ? tied : keys.flag(key);
  }
  m.tied_embeddings = tied.value_or(known != nullptr && known->tied);
  if (!tied) {
    out.assume("tied_embeddings", std::string(m.tied_embeddings ? "yes" : "no"));
  }
  m.ple_dim = keys.or_else({"hidden_size_per_layer_input"}, 0);
  const double ple_vocab = keys.or_else({"vocab_size_per_layer_input"}, m.vocab);
  m.ple_vocab = m.ple_dim > 0 && ple_vocab != m.vocab ? ple_vocab : 0;
  m.kv_shared_layers = keys.or_else({"num_kv_shared_layers"}, 0);
}

/// Layers that keep no cache of their own because they read that of the layer before (cross-layer attention).
void share_caches(const HfKeys& keys, model::Architecture& m) {
  const double factor = keys.flag("use_cla") == true ? keys.or_else({"cla_share_factor"}, 1) : 1;
  if (factor > 1) {
    m.kv_shared_layers = m.layers - std::ceil(m.layers / factor);
  }
  if (m.kv_shared_layers > m.layers) {
    keys.fail("num_kv_shared_layers", fmt::format("{:g} of {:g} layers", m.kv_shared_layers, m.layers));
  }
}

void count_parameters(const HfKeys& keys, model::Architecture& m) {
  constexpr double kMost = 1e13;
  constexpr double kWidest = 1e6;
  if (m.d_ff > kWidest || m.d_model > kWidest) {
    keys.fail(m.d_ff > kWidest ? "intermediate_size" : "hidden_size", "wider than any model is");
  }
  const model::ArchitectureParameters p = model::architecture_parameters(m);
  if (!(p.total < kMost)) {
    keys.fail("hidden_size", fmt::format("describes {:.1e} weights: more than any model has", p.total));
  }
  m.parameters = m.computed_parameters = p.total;
  m.active_parameters = m.computed_active_parameters = p.active;
}

/// The model_type of the decoder.
std::string type_of(const HfKeys& keys) {
  std::string type = keys.text("model_type");
  if (type.empty()) {
    keys.fail("model_type",
              keys.has("peft_type") ? "describes an adapter: it is added to a model, which must be named"
              : keys.has("dim") && keys.has("n_layers")
                  ? "'model_type' is missing: a params.json is not read, the config.json of the model is"
                  : "'model_type' is missing: no config.json of a model");
  }
  const std::vector<std::string> names = keys.texts("architectures");
  const bool grok = model::holds(names, "Grok1ForCausalLM");
  return type == "git" && grok ? "grok-2" : type;  // published so
}

/// A family that is not known is read by the usual names, unless it has more to say of its shape.
void check_unknown(const HfKeys& keys, const std::string& type, ModelFile& out) {
  if (const std::vector<std::string> unread = hf_unread_shape(keys); !unread.empty()) {
    keys.fail(
        unread.front(),
        fmt::format("the family '{}' is not known here, and its '{}' is not read: its shape cannot be told; "
                    "its GGUF files are read by their tensors",
                    type,
                    fmt::join(unread, "', '")));
  }
  out.notes.push_back(fmt::format("the family '{}' is not known: read by the usual names of keys", type));
}

void note_what_is_left_out(const HfKeys& keys, ModelFile& out) {
  if (const auto ahead =
          keys.number({"num_nextn_predict_layers", "mtp_num_hidden_layers", "num_mtp_modules"});
      ahead && *ahead > 0) {
    out.notes.push_back(
        fmt::format("{:.0f} further layers predict tokens ahead: neither counted nor read", *ahead));
  }
  for (const auto& [key, value] : keys.taken_defaults()) {
    out.assume(std::string(key), value);
  }
}

}  // namespace

std::shared_ptr<ModelFile> hf_model(const catalog::Catalog& catalog, const catalog::JsonFile& config) {
  if (!config.document.is_object()) {
    throw catalog::InputError("bad-file", "is no object of keys", config.name);
  }
  HfKeys keys(config);
  const std::string type = type_of(keys);
  const catalog::ModelType* known = model_type(catalog, type);
  std::string_view why_not = known != nullptr ? known->refused : "";
  if (why_not.empty() && keys.flag("is_encoder_decoder") == true) {
    why_not = "is an encoder with a decoder, which is not modelled";
  }
  if (!why_not.empty()) {
    keys.fail("model_type", fmt::format("'{}' {}", type, why_not));
  }
  auto out = std::make_shared<ModelFile>();
  model::Architecture& m = out->architecture;
  const std::string_view family = known != nullptr ? known->family : out->keep(type);
  m.family = family;
  keys.use_family(known, gguf_architecture(catalog, family));
  set_embeddings(keys, known, *out);
  hf_layers(keys, family, *out);
  share_caches(keys, m);
  m.fused_qkv = family == "phi3" || family == "bloom";
  m.k_equals_v = keys.flag("attention_k_eq_v") == true;
  count_parameters(keys, m);
  if (known == nullptr) {
    check_unknown(keys, type, *out);
  }
  note_what_is_left_out(keys, *out);
  out->quant = hf_quant(keys, *out);
  const std::string published = keys.text("_name_or_path");
  m.name = out->keep(published);
  if (!published.empty()) {
    out->names.push_back(published);
  }
  return out;
}

}  // namespace tokroof::formats
