#pragma once
#include <memory>
#include <string>

#include "catalog/json_file.hpp"
#include "formats/models/hf_keys.hpp"
#include "formats/models/layer_shapes.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::formats {

/// The shape of a model and the storage type of its weights from a Hugging Face config.json. Throws InputError (bad-file)
/// where the shape cannot be told. Weights are then counted from the shape and the storage type; exact bytes need the
/// tensors (safetensors.hpp).
std::shared_ptr<ModelFile> hf_model(const catalog::Catalog& catalog, const catalog::JsonFile& config);

/// "AWQ", "FP8", "mlx-4bit", "BF16", ... as weights are named here. Lists what it had to take for granted.
std::string hf_quant(const HfKeys& keys, ModelFile& out);

/// The same of the hf_quant_config.json that ModelOpt writes beside a config.json; it counts where that states nothing.
void hf_quant_beside(const catalog::JsonFile& file, ModelFile& out);

/// One step each: which layers attend, slide, are linear; their heads; feed-forward and experts; linear mixers.
void hf_layer_kinds(const HfKeys& keys,
                    std::string_view family,
                    std::vector<LayerShape>& layers,
                    ModelFile& out);
void hf_layers(const HfKeys& keys, std::string_view family, ModelFile& out);
void hf_feed_forward(const HfKeys& keys,
                     std::string_view family,
                     std::vector<LayerShape>& layers,
                     ModelFile& out);
void hf_mixers(const HfKeys& keys, std::string_view family, ModelFile& out);

}  // namespace tokroof::formats
