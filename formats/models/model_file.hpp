#pragma once
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/question.hpp"
#include "model/architecture.hpp"
#include "model/count/file_weights.hpp"

namespace tokroof::formats {

/// A model that was read from files instead of the catalog. Its architecture refers into it: neither copied nor moved.
struct ModelFile {
  ModelFile() = default;
  ModelFile(const ModelFile&) = delete;
  ModelFile& operator=(const ModelFile&) = delete;
  ModelFile(ModelFile&&) = delete;
  ModelFile& operator=(ModelFile&&) = delete;
  ~ModelFile() = default;

  model::Architecture architecture;
  model::FileWeights weights;                ///< no tensors: only the shape is known, and perhaps `size_gib`
  std::string quant;                         ///< storage type that the files have
  std::string why_no_quant;                  ///< where the files state a storage type that is not known
  double size_gib = model::kUnknown;         ///< of all weights, where their tensors are not known
  std::vector<catalog::Assumption> assumed;  ///< what the files do not say, and what was taken instead
  std::vector<std::string> notes;
  std::vector<std::string> names;  ///< other spellings of it: file name, published name

  /// A copy that lives as long as this.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  /// Lists a value that the files do not state.
  void assume(const std::string& name, std::variant<double, std::string> value) {
    assumed.push_back({"model." + name, std::move(value)});
  }

 private:
  std::deque<std::string> texts_;
};

/// Whether a name given as a model means files: it ends like one (.gguf, .json, .safetensors), or is a path to one. Names
/// of the catalog come first, so a folder that is called like a model is given as ./NAME.
bool names_model_file(const catalog::Catalog& catalog, const std::string& name);

/// Reads a GGUF file (or all its parts), a Hugging Face config.json, a folder with one, or the safetensors index or file
/// beside it. Recognised by content. Throws InputError (bad-file with the place; cannot-model is left to counting).
std::shared_ptr<const ModelFile> read_model_file(const catalog::Catalog& catalog,
                                                 const std::filesystem::path& path);

/// The catalog and one entry more, which is found under `slug` of its architecture and its other names where these are
/// free. Keeps the file alive.
catalog::Catalog with_model(const catalog::Catalog& catalog, std::shared_ptr<const ModelFile> file);

}  // namespace tokroof::formats
