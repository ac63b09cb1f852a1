#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/input_error.hpp"

namespace tokroof::catalog {

/// A parsed JSON file that still knows on which line each value stands.
struct JsonFile {
  std::string name;  ///< as in error messages
  nlohmann::json document;
  std::unordered_map<std::string, int> lines;  ///< by JSON pointer: "/devices/3/year"

  /// "hardware.json:17:year" for the value at a pointer (of the nearest enclosing one that has a line).
  std::string where(std::string pointer) const;
};

/// Not valid JSON, a repeated key: a problem. The document of a file that cannot be parsed is null.
JsonFile read_json(const std::filesystem::path& path, std::vector<Problem>& problems);
/// `first_line`: the number of the text's first line, where the text is a part of something longer.
JsonFile parse_json(const std::string& text,
                    const std::string& name,
                    std::vector<Problem>& problems,
                    int first_line = 1);

/// The text of a document without line breaks; bytes that are not UTF-8 are replaced.
template <class Json>
std::string one_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tokroof::catalog
