#include "formats/models/gguf_blocks.hpp"

#include <fmt/format.h>

#include "catalog/input_error.hpp"

namespace tokroof::formats {

const GgufTensor* GgufBlockTensors::find(std::string_view part) const {
  const auto found = by_part_.find(part);
  return found == by_part_.end() ? nullptr : found->second;
}

bool GgufBlockTensors::any_begins(std::string_view prefix) const {
  const auto next = by_part_.lower_bound(prefix);
  return next != by_part_.end() && std::string_view(next->first).starts_with(prefix);
}

bool GgufBlockTensors::linear() const {
  return any_begins("ssm_") || any_begins("shortconv.") || any_begins("time_mix_");
}

bool GgufBlockTensors::attends() const {
  if (has("attn_kv_a_mqa") || has("attn_kv")) return true;  // latent; DeepSeek V4's one vector for K and V
  if (has("ssm_conv1d_q")) return false;  // Kimi's delta attention calls its parts attn_q, attn_k, ...
  if (has("attn_qkv")) return !linear();  // Qwen's gated delta net has a fused one
  return has("attn_q") || has("attn_k");
}

const GgufTensor* GgufBlocks::first(std::string_view part) const {
  for (const GgufBlockTensors& block : blocks) {
    if (const GgufTensor* found = block.find(part)) {
      return found;
    }
  }
  return nullptr;
}

GgufBlocks gguf_blocks(const GgufFile& file, std::size_t layers) {
  GgufBlocks out;
  out.blocks.resize(layers);
  out.roles.reserve(file.tensors.size());
  for (const GgufTensor& t : file.tensors) {
    TensorRole role = gguf_tensor_role(t.name, static_cast<double>(layers));
    if (role.weight && role.layer < 0) {
      out.global.add(role.part, t);
    } else if (role.weight && static_cast<std::size_t>(role.layer) < layers) {
      out.blocks[static_cast<std::size_t>(role.layer)].add(role.part, t);
    }
    out.roles.push_back(std::move(role));
  }
  for (std::size_t i = 0; i < layers; ++i) {
    if (out.blocks[i].empty()) {
      throw catalog::InputError(
          "bad-file",
          fmt::format("no tensor of block {} of {}: part of the model is missing", i, layers),
          file.name);
    }
  }
  return out;
}

}  // namespace tokroof::formats
