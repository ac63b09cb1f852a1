#include "formats/models/regular_file.hpp"

#include "catalog/input_error.hpp"

namespace tokroof::formats {

std::uintmax_t regular_file_bytes(const std::filesystem::path& path) {
  std::error_code failed;
  const bool regular = std::filesystem::is_regular_file(path, failed);
  if (!regular && std::filesystem::exists(path, failed)) {
    throw catalog::InputError("bad-file", "is no regular file", path.string());
  }
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  if (failed) {
    throw catalog::InputError("bad-file", "cannot be opened", path.string());
  }
  return size;
}

}  // namespace tokroof::formats
