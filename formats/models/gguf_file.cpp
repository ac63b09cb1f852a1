#include "formats/models/gguf_file.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "formats/models/regular_file.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kExtension = ".gguf";

GgufHeader read_part(const std::filesystem::path& path) {
  const std::uintmax_t size = regular_file_bytes(path);
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw catalog::InputError("bad-file", "cannot be opened", path.string());
  }
  return read_gguf_header(in, size, path.string());
}

int number_in(const GgufHeader& header, std::string_view key, int otherwise) {
  const GgufValue* value = header.value(key);
  if (value == nullptr || !value->number || !(*value->number >= 0 && *value->number <= 1e6)) {
    return otherwise;
  }
  return static_cast<int>(*value->number);
}

void check_part(const GgufHeader& header, const GgufPartName& name, int part) {
  const int count = number_in(header, "split.count", 1);
  const int number = number_in(header, "split.no", 0) + 1;
  if (count != name.parts || number != part) {
    throw catalog::InputError(
        "bad-file",
        fmt::format("its name says part {} of {}, its header part {} of {}", part, name.parts, number, count),
        header.name);
  }
}

void take_tensors(GgufFile& file, GgufHeader& part, std::set<std::string>& names) {
  if (const double missing = part.missing_bytes(); missing > 0) {
    file.notes.push_back(
        fmt::format("{} lacks {:.0f} of the {:.0f} bytes that its tensors need: only its header counts",
                    part.name,
                    missing,
                    missing + static_cast<double>(part.file_bytes)));
  }
  for (const GgufTensor& t : part.tensors) {
    if (!names.insert(t.name).second) {
      throw catalog::InputError(
          "bad-file", fmt::format("the tensor '{}' is in an earlier part too", t.name), part.name);
    }
  }
  file.tensors.insert(file.tensors.end(),
                      std::make_move_iterator(part.tensors.begin()),
                      std::make_move_iterator(part.tensors.end()));
  part.tensors.clear();
}

}  // namespace

std::string GgufPartName::file_name(int of_part) const {
  return parts == 1 ? stem + std::string(kExtension)
                    : fmt::format("{}-{:05}-of-{:05}.gguf", stem, of_part, parts);
}

GgufPartName gguf_part_name(const std::string& file_name) {
  GgufPartName out{file_name, 1, 1};
  if (!std::string_view(file_name).ends_with(kExtension)) {
    return out;
  }
  out.stem.resize(out.stem.size() - kExtension.size());
  constexpr std::size_t kTail = 15;  // -00001-of-00003
  if (out.stem.size() <= kTail) {
    return out;
  }
  const std::string_view tail = std::string_view(out.stem).substr(out.stem.size() - kTail);
  const auto digits = [&](std::size_t at, int& value) {
    const std::string_view text = tail.substr(at, 5);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  };
  int part = 0, parts = 0;
  const bool matches = tail[0] == '-' && tail.substr(6, 4) == "-of-" && digits(1, part) && digits(10, parts);
  if (matches && parts >= 1 && part >= 1 && part <= parts) {
    out = {out.stem.substr(0, out.stem.size() - kTail), part, parts};
  }
  return out;
}

GgufFile read_gguf_file(const std::filesystem::path& path) {
  const GgufPartName name = gguf_part_name(path.filename().string());
  GgufFile file;
  file.name = path.string();
  std::set<std::string> names;
  constexpr int kMostParts = 1000;
  if (name.parts > kMostParts) {
    throw catalog::InputError(
        "bad-file", fmt::format("{} parts: no model has so many", name.parts), file.name);
  }
  for (int part = 1; part <= name.parts; ++part) {
    GgufHeader header = read_part(name.parts == 1 ? path : path.parent_path() / name.file_name(part));
    check_part(header, name, part);
    take_tensors(file, header, names);
    if (part == 1) {
      file.first = std::move(header);
    }
  }
  const int stated = number_in(file.first, "split.tensors.count", static_cast<int>(file.tensors.size()));
  if (stated != static_cast<int>(file.tensors.size())) {
    throw catalog::InputError(
        "bad-file",
        fmt::format("{} tensors in all parts, the first says {}", file.tensors.size(), stated),
        file.first.name);
  }
  return file;
}

}  // namespace tokroof::formats
