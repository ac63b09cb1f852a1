#include "formats/models/gguf_model.hpp"

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "formats/models/gguf_keys.hpp"
#include "formats/models/gguf_shape.hpp"
#include "formats/models/model_family.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof::formats {
namespace {

double share_of(TensorRead read, bool tied, double expert_share) {
  switch (read) {
    case TensorRead::always: return 1;
    case TensorRead::expert: return expert_share;
    case TensorRead::embedding: return tied ? 1 : 0;
    default: return 0;
  }
}

void add_weights(const GgufFile& file, const GgufBlocks& blocks, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const double expert_share = m.experts > 0 ? m.experts_active / m.experts : 1;
  out.weights.tensors.reserve(file.tensors.size());
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    const GgufTensor& t = file.tensors[i];
    const TensorRole& role = blocks.roles[i];
    out.weights.tensors.push_back({t.name,
                                   role.category,
                                   role.layer,
                                   t.elements(),
                                   t.bytes,
                                   share_of(role.read, m.tied_embeddings, expert_share)});
    m.extra_parameters += role.read == TensorRead::never ? t.elements() : 0;
  }
  model::sum_up(out.weights);
  m.parameters = out.weights.weights;
  m.active_parameters = m.computed_active_parameters = out.weights.read_weights;
  m.computed_parameters = m.parameters;
  if (m.extra_parameters > 0) {
    out.notes.push_back(
        fmt::format("{:.2f} billion weights for predicting further tokens, or of a vision tower, are "
                    "in the file and not read",
                    m.extra_parameters / 1e9));
  }
}

/// What the file is; refuses what generates no tokens.
std::string architecture_of(const catalog::Catalog& catalog, const GgufFile& file) {
  std::string name = file.first.text("general.architecture");
  if (name.empty()) {
    throw catalog::InputError(
        "bad-file", "has no general.architecture: which model it is cannot be told", file.first.name);
  }
  std::string_view why_not = no_model(file.first.text("general.type"));
  if (const catalog::GgufArchitecture* known = gguf_architecture(catalog, name);
      known != nullptr && why_not.empty()) {
    why_not = known->refused;
  }
  if (!why_not.empty()) {
    throw catalog::InputError("bad-file", fmt::format("'{}' is {}", name, why_not), file.first.name);
  }
  return name;
}

/// Blocks that decoding runs; those behind them predict further tokens.
std::size_t decoding_blocks(const GgufKeys& keys) {
  const double all = keys.required("block_count");
  const double further = keys.or_else("nextn_predict_layers", 0);
  if (all > model::kMostLayers || further >= all) {
    keys.fail("block_count", fmt::format("{:g} blocks, {:g} of them for further tokens", all, further));
  }
  return static_cast<std::size_t>(all - further);
}

}  // namespace

std::shared_ptr<ModelFile> gguf_model(const catalog::Catalog& catalog, const GgufFile& file) {
  const std::string architecture = architecture_of(catalog, file);
  const GgufKeys keys(file.first, architecture);
  const GgufBlocks blocks = gguf_blocks(file, decoding_blocks(keys));
  auto out = std::make_shared<ModelFile>();
  out->notes = file.notes;

  const catalog::GgufArchitecture* family = gguf_architecture(catalog, architecture);
  if (family == nullptr) {
    out->notes.push_back(
        fmt::format("the architecture '{}' is not known: read by the usual names of keys", architecture));
  }
  model::Architecture& m = out->architecture;
  const std::string published = file.first.text("general.name");
  m.name = out->keep(published);
  gguf_shape({keys, blocks, architecture, family}, *out);
  m.family = out->keep(std::string(family_by_name(
      family != nullptr ? family->family : std::string_view(architecture), published, m.experts > 0)));
  add_weights(file, blocks, *out);
  out->quant = out->weights.quant = gguf_quant(file, out->weights, out->notes);
  if (!published.empty()) {
    out->names.push_back(published);
  }
  return out;
}

}  // namespace tokroof::formats
