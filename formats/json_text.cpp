#include "formats/json_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/input_file.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {

int json_depth(std::string_view text, int most) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size() && deepest <= most; ++i) {
    const char c = text[i];
    if (quoted) {
      i += c == '\\' ? 1 : 0;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

const nlohmann::json* value_along(const nlohmann::json& object, std::string_view path, char separator) {
  const nlohmann::json* value = &object;
  for (const std::string_view key : catalog::split_at(path, separator)) {
    const auto found = value->is_object() ? value->find(key) : value->end();
    if (found == value->end() || found->is_null()) {
      return nullptr;
    }
    value = &*found;
  }
  return value;
}

catalog::JsonFile read_foreign_json(const std::filesystem::path& path, std::uint64_t most_bytes) {
  return parse_foreign_json(catalog::read_text(path, most_bytes), path.string());
}

catalog::JsonFile parse_foreign_json(const std::string& text, const std::string& name) {
  constexpr int kDeepest = 64;
  if (json_depth(text, kDeepest) > kDeepest) {
    throw catalog::InputError("bad-file", fmt::format("nested more than {} deep", kDeepest), name);
  }
  std::vector<catalog::Problem> problems;
  catalog::JsonFile file = catalog::parse_json(text, name, problems);
  catalog::throw_if_any(problems);
  return file;
}

}  // namespace tokroof::formats
