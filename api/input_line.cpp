#include "api/input_line.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/json_file.hpp"

namespace tokroof::api {
namespace {

constexpr const char* kName = "standard input";

}  // namespace

std::string InputLine::where() const { return fmt::format("{}:{}", kName, number); }

nlohmann::json parsed(const InputLine& line) {
  if (line.too_long) {
    throw catalog::InputError(
        "bad-file", fmt::format("more than {} MiB: not read", kMostLineBytes >> 20), line.where());
  }
  std::vector<catalog::Problem> problems;
  catalog::JsonFile file = catalog::parse_json(line.text, kName, problems, static_cast<int>(line.number));
  catalog::throw_if_any(problems);
  return std::move(file.document);
}

}  // namespace tokroof::api
