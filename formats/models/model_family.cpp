#include "formats/models/model_family.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

/// Null: there is none of that name.
template <class Entry>
const Entry* find(std::span<const Entry> entries, std::string_view Entry::*key, std::string_view name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.*key == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

const catalog::ModelType* model_type(const catalog::Catalog& catalog, std::string_view name) {
  return find(catalog.data().model_types, &catalog::ModelType::model_type, name);
}

const catalog::GgufArchitecture* gguf_architecture(const catalog::Catalog& catalog, std::string_view name) {
  return find(catalog.data().gguf_architectures, &catalog::GgufArchitecture::architecture, name);
}

std::string_view no_model(std::string_view type) {
  if (type == "adapter") return "an adapter: it is added to a model, which must be named";
  if (type == "mmproj") return "the vision or audio part of a model, without the model";
  if (type == "imatrix" || type == "vocab") return "no weights of a model";
  return "";
}

std::string_view family_by_name(std::string_view family, std::string_view published_name, bool experts) {
  const std::string name = catalog::lower_case(published_name);
  if (family == "llama" && experts) return "mixtral";
  if (family == "llama" && (catalog::contains(name, "mistral") || catalog::contains(name, "devstral") ||
                            catalog::contains(name, "magistral"))) {
    return "mistral";
  }
  if (family == "deepseek2" && catalog::contains(name, "glm")) return "glm4-moe-lite";
  return family;
}

}  // namespace tokroof::formats
