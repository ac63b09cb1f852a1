#include "cli/flat_table.hpp"

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::cli {
namespace {

using nlohmann::json;

std::string scalar_text(const json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  return value.is_boolean() ? (value.get<bool>() ? "yes" : "no") : value.dump();
}

bool is_named(const json& value) {
  return value.is_array() && !value.empty() && value.front().is_object() && value.front().contains("name");
}

void add(answers::Table& table, const std::string& name, const json& value) {
  const std::string prefix = name.empty() ? "" : name + ".";
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      add(table, prefix + key, member);
    }
  } else if (is_named(value)) {
    for (json member : value) {
      const std::string of_member = prefix + member["name"].get<std::string>();
      member.erase("name");
      add(table, of_member, member.size() == 1 ? member.front() : member);
    }
  } else if (value.is_array()) {
    std::string text;
    for (const json& member : value) {
      text += (text.empty() ? "" : ", ") + scalar_text(member);
    }
    table.rows.push_back({name, text});
  } else {
    table.rows.push_back({name, scalar_text(value)});
  }
}

}  // namespace

answers::Table flat_table(const json& document, std::initializer_list<const char*> first) {
  answers::Table out{.header = {"quantity", "value"},
                     .columns = {answers::Column::left, answers::Column::right}};
  json others = document;
  for (const char* key : first) {
    if (others.contains(key)) {
      add(out, key, document.at(key));
      others.erase(key);
    }
  }
  add(out, "", others);
  return out;
}

}  // namespace tokroof::cli
