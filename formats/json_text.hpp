#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "catalog/json_file.hpp"

namespace tokroof::formats {

/// Reads and parses a JSON file from anywhere: at most `most_bytes`, nested at most 64 deep, without
/// mistakes. Throws InputError (bad-file) otherwise.
catalog::JsonFile read_foreign_json(const std::filesystem::path& path, std::uint64_t most_bytes);

/// The same of its text.
catalog::JsonFile parse_foreign_json(const std::string& text, const std::string& name);

/// The value at a path of keys; null: there is none.
const nlohmann::json* value_along(const nlohmann::json& object, std::string_view path, char separator);

/// How deep objects and arrays of a JSON text are nested; no more than `most` + 1 is counted.
int json_depth(std::string_view text, int most);

}  // namespace tokroof::formats
