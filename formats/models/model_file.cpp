#include "formats/models/model_file.hpp"

#include <algorithm>
#include <fstream>

#include "catalog/name_index.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "formats/json_text.hpp"
#include "formats/models/gguf_file.hpp"
#include "formats/models/gguf_model.hpp"
#include "formats/models/hf_model.hpp"
#include "formats/models/regular_file.hpp"
#include "formats/models/safetensors.hpp"

namespace tokroof::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostConfigBytes = 4 << 20;

bool is_there(const fs::path& path) {
  std::error_code failed;
  return fs::exists(path, failed);
}

bool is_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

/// The first bytes of a regular file.
std::string beginning(const fs::path& path) {
  regular_file_bytes(path);  // refuses anything else
  std::ifstream in(path, std::ios::binary);
  std::string out(64, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out;
}

std::shared_ptr<ModelFile> from_config(const catalog::Catalog& catalog, const fs::path& path) {
  std::shared_ptr<ModelFile> out = hf_model(catalog, read_foreign_json(path, kMostConfigBytes));
  if (const fs::path beside = path.parent_path() / "hf_quant_config.json"; is_there(beside)) {
    hf_quant_beside(read_foreign_json(beside, kMostConfigBytes), *out);
  }
  add_safetensors(path.parent_path(), *out);
  return out;
}

/// The one GGUF model of a folder.
fs::path gguf_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    const bool vision = catalog::lower_case(name).find("mmproj") != std::string::npos;
    if (name.ends_with(".gguf") && !vision && gguf_part_name(name).part == 1) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  if (found.size() != 1) {
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const fs::path& path : found) {
      names.push_back(path.filename().string());
    }
    throw catalog::InputError(
        "bad-file",
        found.empty() ? "has neither config.json nor a GGUF file" : "has several GGUF files: name one",
        folder.string(),
        names);
  }
  return found.front();
}

std::shared_ptr<ModelFile> read_any(const catalog::Catalog& catalog, const fs::path& path) {
  if (is_folder(path)) {
    return is_there(path / "config.json") ? from_config(catalog, path / "config.json")
                                          : gguf_model(catalog, read_gguf_file(gguf_in(path)));
  }
  const std::string begin = beginning(path);
  if (begin.empty()) {
    throw catalog::InputError("bad-file", "is empty", path.string());
  }
  if (begin.starts_with("GGUF")) {
    return gguf_model(catalog, read_gguf_file(path));
  }
  constexpr std::string_view kMark = "\xEF\xBB\xBF";  // of UTF-8, which JSON may begin with
  const std::size_t first = begin.find_first_not_of(" \t\r\n", begin.starts_with(kMark) ? kMark.size() : 0);
  const bool is_json = first != std::string::npos && begin[first] == '{';
  const bool tensors = begin.size() > 9 && begin[8] == '{';
  const fs::path beside = path.parent_path() / "config.json";
  if (tensors || (is_json && path.filename() == "model.safetensors.index.json")) {
    if (!is_there(beside)) {
      throw catalog::InputError(
          "bad-file", "the shape of the model is in a config.json, which is not beside it", path.string());
    }
    return from_config(catalog, beside);
  }
  if (is_json) {
    return from_config(catalog, path);
  }
  throw catalog::InputError(
      "bad-file", "is no model: neither GGUF, nor config.json, nor safetensors", path.string());
}

/// What a model is called in tables: the file's name with and without extension, that of its folder.
void add_names(const fs::path& path, ModelFile& out) {
  const std::string file = path.filename().string();
  out.names.push_back(file);
  out.names.push_back(gguf_part_name(file).stem);
  if (file == "config.json" || file.find("safetensors") != std::string::npos) {
    std::error_code failed;
    out.names.push_back(fs::absolute(path, failed).parent_path().filename().string());
  }
}

/// Keeps what the views of an extended catalog refer to.
struct Extension {
  catalog::CatalogData data;
  catalog::Catalog base;
  std::shared_ptr<const ModelFile> file;
  std::vector<model::Architecture> models;
  std::vector<catalog::NameKey> names;
  std::deque<std::string> texts;
};

}  // namespace

bool names_model_file(const catalog::Catalog& catalog, const std::string& name) {
  if (name.empty() || catalog.find_model(name) != nullptr || catalog.alias("model", name) != nullptr) {
    return false;
  }
  for (const char* end : {".gguf", ".json", ".safetensors"}) {
    if (name.ends_with(end)) {  // of a file that is not here the name may say which model it holds
      return is_there(name) || catalog.names().model(name).match.slug.empty();
    }
  }
  return is_there(name);
}

std::shared_ptr<const ModelFile> read_model_file(const catalog::Catalog& catalog,
                                                 const std::filesystem::path& path) {
  std::shared_ptr<ModelFile> out = read_any(catalog, path);
  model::Architecture& m = out->architecture;
  m.slug = out->keep(path.string());
  add_names(path, *out);
  m.confidence = "high";
  m.source = out->keep("read from " + path.string());
  if (m.name.empty()) {
    m.name = m.slug;
  }
  if (!out->weights.tensors.empty()) {
    m.file = &out->weights;
  }
  return out;
}

catalog::Catalog with_model(const catalog::Catalog& catalog, std::shared_ptr<const ModelFile> file) {
  auto out = std::make_shared<Extension>(Extension{catalog.data(), catalog, std::move(file), {}, {}, {}});
  const std::span<const model::Architecture> known = catalog.models();
  out->models.assign(known.begin(), known.end());
  out->models.push_back(out->file->architecture);
  out->names.assign(catalog.data().model_names.begin(), catalog.data().model_names.end());
  const auto row = static_cast<std::uint32_t>(known.size());
  const auto keep = [&](std::string key) -> std::string_view {
    return out->texts.emplace_back(std::move(key));
  };
  for (const std::string& name : out->file->names) {
    catalog::add_name(out->names, name, row, keep);
  }
  catalog::add_name(out->names, out->file->architecture.slug, row, keep, true);
  out->data.models = out->models;
  out->data.model_names = out->names;
  const catalog::CatalogData data = out->data;
  return catalog::Catalog(data, std::move(out));
}

}  // namespace tokroof::formats
