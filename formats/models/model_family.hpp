#pragma once
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof::formats {

/// What is known of a config.json's model_type, of a GGUF file's general.architecture. Null: nothing; its keys are then read by
/// their usual names.
const catalog::ModelType* model_type(const catalog::Catalog& catalog, std::string_view name);
const catalog::GgufArchitecture* gguf_architecture(const catalog::Catalog& catalog, std::string_view name);

/// Why a GGUF file of that general.type holds no model; empty: it does.
std::string_view no_model(std::string_view type);

/// The family of files that share an architecture: Mistral and Mixtral are written as llama, GLM's small one as deepseek2.
std::string_view family_by_name(std::string_view family, std::string_view published_name, bool experts);

}  // namespace tokroof::formats
