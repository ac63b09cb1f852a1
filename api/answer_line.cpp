#include "api/answer_line.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/error_json.hpp"
#include "api/ask.hpp"
#include "api/question_schema.hpp"
#include "catalog/json_file.hpp"
#include "catalog/names.hpp"
#include "model/names.hpp"

namespace tokroof::api {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kMembers{"id", "method", "params"};

catalog::InputError unknown(std::string_view what,
                            const std::string& name,
                            const std::string& where,
                            std::span<const std::string_view> known) {
  return {
      "unknown-name", fmt::format("unknown {} '{}'", what, name), where, catalog::nearest_names(name, known)};
}

void check_members(const json& request, const InputLine& line) {
  for (const auto& [name, value] : request.items()) {
    if (!model::holds(kMembers, name)) {
      throw unknown("member", name, line.where() + ':' + name, kMembers);
    }
  }
}

std::string method_of(const json& request, const InputLine& line) {
  const std::string where = line.where() + ":method";
  const auto method = request.find("method");
  if (method == request.end() || !method->is_string()) {
    throw catalog::InputError(
        "usage", "a request names a method: {\"method\": \"predict\", \"params\": {...}}", where);
  }
  std::vector<std::string_view> names;
  for (const AskedVerb& verb : asked_verbs()) {
    names.push_back(verb.name);
  }
  auto name = method->get<std::string>();
  if (!model::holds(names, name)) {
    throw unknown("method", name, where, names);
  }
  return name;
}

/// Takes the id as soon as it is known: an error later on the line is answered under it.
json told(const catalog::Catalog& catalog, const predict::Fitted& fitted, const InputLine& line, json& id) {
  const json request = parsed(line);
  if (!request.is_object()) {
    throw catalog::InputError(
        "usage", "a request is an object: {\"method\": ..., \"params\": ...}", line.where());
  }
  id = request.value("id", json());
  check_members(request, line);
  const std::string method = method_of(request, line);
  json answer = ask(catalog, fitted, method, request.value("params", json::object()));
  if (answer.contains("error")) {
    return answer;
  }
  json out;
  out["result"] = std::move(answer);
  return out;
}

}  // namespace

std::string answer_line(const catalog::Catalog& catalog,
                        const predict::Fitted& fitted,
                        const InputLine& line) {
  json id, answer;
  try {
    answer = told(catalog, fitted, line, id);
  } catch (const catalog::InputError& error) {
    answer = answers::error_json(error);
  }
  answer["id"] = std::move(id);
  return catalog::one_line(answer);
}

}  // namespace tokroof::api
