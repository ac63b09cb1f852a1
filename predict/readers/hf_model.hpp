#pragma once
#include <memory>
#include <string>

#include "catalog/json_file.hpp"
#include "predict/readers/hf_keys.hpp"
#include "predict/readers/layer_shapes.hpp"
#include "predict/readers/model_file.hpp"

namespace tokroof {

/// The shape of a model and the storage type of its weights from a Hugging Face config.json. Throws InputError (bad-file)
/// where the shape cannot be told. Weights are then counted from the shape and the storage type; exact bytes need the
/// tensors (safetensors.hpp).
std::shared_ptr<ModelFile> hf_model(const JsonFile& config);

/// "AWQ", "FP8", "mlx-4bit", "BF16", ... as weights are named here. Lists what it had to take for granted.
std::string hf_quant(const HfKeys& keys, ModelFile& out);

/// The catalog's name of a family ("qwen3_moe" is qwen3moe); the model_type itself where it is not known.
std::string_view hf_family(std::string_view model_type);

/// One step each.
std::vector<LayerShape> hf_layers(const HfKeys& keys, std::string_view family, ModelFile& out);
void hf_experts(const HfKeys& keys, std::string_view family, std::vector<LayerShape>& layers, ModelFile& out);
void hf_linear_mixers(const HfKeys& keys, ModelFile& out);

}  // namespace tokroof
