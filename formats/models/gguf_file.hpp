#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "formats/models/gguf_header.hpp"

namespace tokroof::formats {

/// The headers of all parts of a model: the keys of the first, the tensors of all.
struct GgufFile {
  std::string name;
  GgufHeader first;
  std::vector<GgufTensor> tensors;
  std::vector<std::string> notes;  ///< what a user should know of the file
};

/// One file, or with the name of any part ("...-00001-of-00003.gguf") all parts, which lie in the same folder. Throws
/// InputError (bad-file): not a regular file, a part that is missing or belongs to another model.
GgufFile read_gguf_file(const std::filesystem::path& path);

/// "model-00002-of-00003.gguf": stem "model", part 2 of 3. Parts of 1: not split.
struct GgufPartName {
  std::string stem;
  int part = 1;
  int parts = 1;
  [[nodiscard]] std::string file_name(int of_part) const;
};
GgufPartName gguf_part_name(const std::string& file_name);

}  // namespace tokroof::formats
