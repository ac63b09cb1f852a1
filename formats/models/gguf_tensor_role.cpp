#include "formats/models/gguf_tensor_role.hpp"

#include <charconv>

#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using enum model::TensorCategory;
constexpr model::WordRow<model::TensorCategory> kParts[] = {
    {"token_embd", token_embedding},
    {"per_layer_token_embd", per_layer_embedding},
    {"output", output},
    {"attn_q", attention_q},
    {"attn_k", attention_k},
    {"attn_v|attn_kv_b", attention_v},
    {"attn_qkv", attention_qkv},
    {"attn_output", attention_output},
    {"ffn_gate|ffn_gate_shexp", ffn_gate},
    {"ffn_up|ffn_up_shexp", ffn_up},
    {"ffn_down|ffn_down_shexp", ffn_down},
    {"ffn_gate_exps", expert_gate},
    {"ffn_up_exps|ffn_gate_up_exps", expert_up},
    {"ffn_down_exps", expert_down},
    {"ffn_gate_inp|ssm_conv1d|shortconv.conv", kept_f32},
    {"per_layer_model_proj", kept_f16},
};

/// "blk.12.attn_q.weight": layer 12, the rest stays.
int take_layer(std::string_view& name) {
  constexpr std::string_view kBlock = "blk.";
  if (!name.starts_with(kBlock)) {
    return -1;
  }
  int layer = -1;
  const char* begin = name.data() + kBlock.size();
  const auto [end, error] = std::from_chars(begin, name.data() + name.size(), layer);
  if (error != std::errc() || end == name.data() + name.size() || *end != '.' || layer < 0) {
    return -1;
  }
  name.remove_prefix(static_cast<std::size_t>(end - name.data()) + 1);
  return layer;
}

/// Early files of mixtures have a tensor for each expert: "ffn_gate.3".
void join_experts(TensorRole& role) {
  const std::size_t dot = role.part.find('.');
  if (dot == std::string::npos || !role.part.starts_with("ffn_") || dot + 1 == role.part.size()) {
    return;
  }
  const std::string_view number = std::string_view(role.part).substr(dot + 1);
  if (number.find_first_not_of("0123456789") == std::string_view::npos) {
    role.part = role.part.substr(0, dot) + "_exps";
  }
}

}  // namespace

TensorRole gguf_tensor_role(std::string_view name, double layers) {
  TensorRole role;
  role.layer = take_layer(name);
  constexpr std::string_view kWeight = ".weight";
  role.weight = name.ends_with(kWeight);
  const std::size_t suffix = role.weight ? name.size() - kWeight.size() : name.rfind('.');
  role.part = name.substr(0, suffix);
  join_experts(role);
  role.category = model::meaning_of(role.part, kParts, other);
  if (role.category == token_embedding) {
    role.read = TensorRead::embedding;
  } else if (role.category == per_layer_embedding || role.part == "engram_embd") {
    role.read = TensorRead::looked_up;
  } else if (model::is_expert(role.category) || role.part.ends_with("_exps")) {
    role.read = TensorRead::expert;
  }
  const bool beyond = role.layer >= layers || role.part.starts_with("nextn.");
  const bool tower = name.starts_with("v.") || name.starts_with("a.") || name.starts_with("mm.");
  if (beyond || tower) {
    role.category = extra;
    role.read = TensorRead::never;
  }
  return role;
}

}  // namespace tokroof::formats
