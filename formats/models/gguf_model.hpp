#pragma once
#include <memory>

#include "formats/models/gguf_file.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::formats {

/// What the keys and tensors of a GGUF file mean: the shape of the model, and the bytes of each tensor with the share of it
/// that a token reads. Throws InputError (bad-file): no decoder, no shape. What is not stated and taken from elsewhere is in
/// `assumed`, what is unusual in `notes`.
std::shared_ptr<ModelFile> gguf_model(const catalog::Catalog& catalog, const GgufFile& file);

/// The mix that general.file_type names; the type of most bytes where it names none, or one that the tensors do not have.
std::string gguf_quant(const GgufFile& file,
                       const model::FileWeights& weights,
                       std::vector<std::string>& notes);

}  // namespace tokroof::formats
