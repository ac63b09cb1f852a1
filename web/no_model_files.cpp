// A page has no files of models to read: a third of what reads formats is not in it.
#include "catalog/input_error.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::formats {

bool names_model_file(const catalog::Catalog& /*catalog*/, const std::string& /*name*/) { return false; }

std::shared_ptr<const ModelFile> read_model_file(const catalog::Catalog& /*catalog*/,
                                                 const std::filesystem::path& path) {
  throw catalog::InputError("bad-file", "the page reads no files of models", path.string());
}

catalog::Catalog with_model(const catalog::Catalog& catalog, std::shared_ptr<const ModelFile> /*file*/) {
  return catalog;
}

}  // namespace tokroof::formats
