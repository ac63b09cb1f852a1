#include "formats/models/safetensors.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "catalog/json_file.hpp"
#include "formats/json_text.hpp"
#include "formats/models/byte_reader.hpp"
#include "model/count/architecture_parameters.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/layer_kinds.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostHeaderBytes = 32 << 20;
constexpr std::size_t kMostTensors = 1 << 18;
constexpr std::uint64_t kMostIndexBytes = 32 << 20;

/// {"dtype": "BF16", "shape": [1, 2], "data_offsets": [0, 4]}
SafeTensor tensor_of(const std::string& tensor,
                     const json& stated,
                     std::uint64_t data_bytes,
                     const std::string& file) {
  const json none = json::array();
  const auto list = [&](const char* key) -> const json& {
    const auto found = stated.find(key);
    return found != stated.end() ? *found : none;
  };
  const auto counts = [](const json& numbers) {
    return numbers.is_array() &&
           model::all_of(numbers, [](const json& number) { return number.is_number_unsigned(); });
  };
  const json &shape = list("shape"), &offsets = list("data_offsets");
  SafeTensor out;
  out.name = tensor;
  out.type = list("dtype").is_string() ? list("dtype").get<std::string>() : "";
  constexpr double kMostElements = 9007199254740992;
  for (const json& n : counts(shape) ? shape : none) {
    out.elements *= n.get<double>();
  }
  if (!counts(shape) || !counts(offsets) || offsets.size() != 2 || offsets[0] > offsets[1] ||
      offsets[1] > data_bytes || !(out.elements <= kMostElements)) {
    throw catalog::InputError(
        "bad-file", fmt::format("the tensor '{}' lies outside the file", tensor.substr(0, 512)), file);
  }
  out.bytes = offsets[1].get<double>() - offsets[0].get<double>();
  return out;
}

bool contains_any(std::string_view text, const char* parts) {  // "a|b|c"
  return model::any_word(parts, [&](std::string_view p) { return text.find(p) != std::string_view::npos; });
}

int layer_in(std::string_view name) {
  for (const std::string_view before : {"layers.", ".h.", "blocks."}) {
    const std::size_t at = name.find(before);
    int layer = -1;
    if (at != std::string_view::npos) {
      const char* begin = name.data() + at + before.size();
      const auto [end, error] = std::from_chars(begin, name.data() + name.size(), layer);
      if (error == std::errc() && end != begin) {
        return layer;
      }
    }
  }
  return -1;
}

std::vector<SafeTensor> read_file(const std::filesystem::path& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    return {};
  }
  std::ifstream in(path, std::ios::binary);
  return read_safetensors_header(in, std::filesystem::file_size(path, failed), path.string());
}

/// Files of a folder, or the total where they are not all there.
struct Shards {
  std::vector<std::filesystem::path> files;
  double total_bytes = model::kUnknown;
  bool complete = true;
  bool listed = false;  ///< an index names the tensors
  bool head = false;    ///< of that: one is an output matrix of its own
  int layers = 0;       ///< of that: one more than the highest
};

/// Where config.json leaves open whether the output matrix is the embedding, the tensors say it.
void settle_tied(const Shards& shards, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const auto open = std::find_if(out.assumed.begin(), out.assumed.end(), [](const catalog::Assumption& a) {
    return a.name == "model.tied_embeddings";
  });
  if (!shards.listed || open == out.assumed.end()) {
    return;
  }
  out.assumed.erase(open);
  m.tied_embeddings = !shards.head;
  const model::ArchitectureParameters p = model::architecture_parameters(m);
  m.parameters = m.computed_parameters = p.total;
  m.active_parameters = m.computed_active_parameters = p.active;
}

/// An index of another model than the config.json beside it.
void check_layers(const Shards& shards, const std::string& index, const model::Architecture& m) {
  if (shards.listed && shards.layers > 0 && shards.layers < m.layers) {
    throw catalog::InputError(
        "bad-file",
        fmt::format("names tensors of {} layers, its config.json states {:.0f}: part of the model is missing",
                    shards.layers,
                    m.layers),
        index);
  }
}

Shards shards_of(const std::filesystem::path& folder) {
  Shards out;
  std::error_code failed;
  const std::filesystem::path index = folder / "model.safetensors.index.json";
  if (!std::filesystem::exists(index, failed)) {
    if (std::filesystem::exists(folder / "model.safetensors", failed)) {
      out.files.push_back(folder / "model.safetensors");
    }
    return out;
  }
  const catalog::JsonFile json_file = read_foreign_json(index, kMostIndexBytes);
  const json* map = json_file.document.is_object() && json_file.document.contains("weight_map")
                        ? &json_file.document["weight_map"]
                        : nullptr;
  if (map == nullptr || !map->is_object()) {
    throw catalog::InputError("bad-file", "has no 'weight_map'", index.string());
  }
  const auto metadata = json_file.document.find("metadata");
  if (metadata != json_file.document.end() && metadata->is_object() && metadata->contains("total_size")) {
    const json& total = (*metadata)["total_size"];
    constexpr double kMostBytes = 1e15;
    if (!total.is_number() || !(total.get<double>() > 0 && total.get<double>() < kMostBytes)) {
      throw catalog::InputError(
          "bad-file",
          fmt::format("'{}' is no number of bytes", catalog::one_line(total).substr(0, 40)),
          json_file.where("/metadata/total_size"));
    }
    out.total_bytes = total.get<double>();
  }
  if (map->empty()) {
    throw catalog::InputError("bad-file", "'weight_map' names no tensors", json_file.where("/weight_map"));
  }
  out.listed = true;
  std::set<std::string> names;
  for (const auto& [tensor, file] : map->items()) {
    if (!file.is_string() || contains_any(file.get<std::string>(), "/|\\|..")) {
      throw catalog::InputError(
          "bad-file", "names a file that is not in its folder", json_file.where("/weight_map/" + tensor));
    }
    names.insert(file.get<std::string>());
    out.head =
        out.head || safetensor_role(tensor, model::kMostLayers).category == model::TensorCategory::output;
    out.layers = std::max(out.layers, layer_in(tensor) + 1);
  }
  for (const std::string& name : names) {
    out.complete = out.complete && std::filesystem::is_regular_file(folder / name, failed);
    out.files.push_back(folder / name);
  }
  return out;
}

/// Weights are packed (32-bit words of eight, bytes of two): elements do not count them, the shape does.
void count_weights_by_shape(ModelFile& out) {
  const model::Architecture& m = out.architecture;
  constexpr double kSame = 0.05;
  double stored = 0;
  for (const model::FileTensor& t : out.weights.tensors) {
    stored += t.category == model::TensorCategory::extra ? 0 : t.elements;
  }
  if (std::fabs(stored / m.parameters - 1) < kSame) {
    return;
  }
  const model::LayerCounts layers = model::layer_counts(m);
  const double width = model::positive_or(m.moe_latent_dim, m.d_model);
  out.weights.weights = m.parameters;
  out.weights.read_weights = m.active_parameters;
  out.weights.expert_weights = layers.experts * m.experts * (m.ffn_gated ? 3 : 2) * width * m.d_ff_expert;
  const bool plain = out.quant == "BF16" || out.quant == "FP16" || out.quant == "F32";
  if (plain) {
    out.notes.push_back(
        fmt::format("its tensors hold {:.3g} billion weights, its config.json describes {:.3g}",
                    stored / 1e9,
                    m.parameters / 1e9));
  }
}

}  // namespace

std::vector<SafeTensor> read_safetensors_header(std::istream& in,
                                                std::uint64_t file_bytes,
                                                const std::string& name) {
  ByteReader reader(in, file_bytes, name);
  const auto size = reader.read<std::uint64_t>();
  if (size > kMostHeaderBytes || size > reader.left()) {
    reader.fail(fmt::format("a header of {} bytes: no safetensors file", size));
  }
  const std::string text = reader.text(size);
  constexpr int kDeepest = 4;
  const json header = json_depth(text, kDeepest) <= kDeepest ? json::parse(text, nullptr, false) : json();
  if (!header.is_object() || header.size() > kMostTensors) {
    throw catalog::InputError("bad-file", "no header of a safetensors file", name);
  }
  std::vector<SafeTensor> tensors;
  for (const auto& [tensor, stated] : header.items()) {
    if (tensor != "__metadata__") {
      tensors.push_back(tensor_of(tensor, stated, file_bytes - 8 - size, name));
    }
  }
  return tensors;
}

TensorRole safetensor_role(std::string_view name, double layers) {
  TensorRole role;
  role.layer = layer_in(name);
  role.part = name;
  if (contains_any(name, "embed_tokens_per_layer")) {
    role.category = model::TensorCategory::per_layer_embedding;
    role.read = TensorRead::looked_up;
  } else if (contains_any(name,
                          "embed_tokens|wte.|word_embeddings.|tok_embeddings|embed_in.|embeddings.weight")) {
    role.category = model::TensorCategory::token_embedding;
    role.read = TensorRead::embedding;
  } else if (contains_any(name, "lm_head|embed_out.")) {
    role.category = model::TensorCategory::output;
  } else if (contains_any(name, ".experts.") && !contains_any(name, "shared_expert")) {
    role.category = model::TensorCategory::expert_up;
    role.read = TensorRead::expert;
  }
  const bool beyond = role.layer >= layers || name.starts_with("mtp.") || contains_any(name, ".mtp.");
  if (beyond ||
      contains_any(
          name, "visual.|vision_|audio_tower|multi_modal_projector|mm_projector|embed_vision|embed_audio")) {
    role.category = model::TensorCategory::extra;
    role.read = TensorRead::never;
  }
  return role;
}

void add_safetensors(const std::filesystem::path& folder, ModelFile& out) {
  const Shards shards = shards_of(folder);
  check_layers(shards, (folder / "model.safetensors.index.json").string(), out.architecture);
  settle_tied(shards, out);
  if (!shards.complete) {
    out.size_gib = shards.total_bytes > 0 ? shards.total_bytes / model::kGib : model::kUnknown;
    out.notes.emplace_back(
        "not all of its weight files are there: " +
        std::string(out.size_gib > 0 ? "only their total size counts" : "weights are counted"));
    return;
  }
  model::Architecture& m = out.architecture;
  std::vector<std::pair<SafeTensor, TensorRole>> tensors;
  bool head = false;
  for (const std::filesystem::path& file : shards.files) {
    for (SafeTensor& t : read_file(file)) {
      TensorRole role = safetensor_role(t.name, m.layers);
      head = head || role.category == model::TensorCategory::output;
      tensors.emplace_back(std::move(t), std::move(role));
    }
  }
  const double expert_share = m.experts > 0 ? m.experts_active / m.experts : 1;
  for (auto& [t, role] : tensors) {
    const double share = role.read == TensorRead::always      ? 1
                         : role.read == TensorRead::expert    ? expert_share
                         : role.read == TensorRead::embedding ? (head ? 0.0 : 1.0)
                                                              : 0.0;
    out.weights.tensors.push_back({std::move(t.name), role.category, role.layer, t.elements, t.bytes, share});
  }
  if (!out.weights.tensors.empty()) {
    model::sum_up(out.weights);
    out.weights.quant = out.quant;
    count_weights_by_shape(out);
  }
}

}  // namespace tokroof::formats
