#include "formats/benchmarks/record.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

const json& value_at(const json& object, std::string_view key) {
  static const json none;
  if (!object.is_object()) {
    return none;
  }
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

}  // namespace

double number_of(const json& value) {
  if (value.is_boolean()) {
    return value.get<bool>() ? 1 : 0;
  }
  if (value.is_number()) {
    const double number = value.get<double>();
    return std::isfinite(number) ? number : model::kUnknown;
  }
  if (!value.is_string()) {
    return model::kUnknown;
  }
  const std::string& text = value.get_ref<const std::string&>();
  const bool grouped =
      text.find(',') != std::string::npos && text.find_first_not_of("0123456789,.") == std::string::npos;
  return grouped ? printed_number(text) : catalog::parse_number(text).value_or(model::kUnknown);
}

std::string text_of(const json& value) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    return text == "None" || text == "null" ? "" : text;
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "1" : "0";
  }
  return value.is_number() ? fmt::format("{}", value.get<double>()) : "";
}

bool Record::has(std::string_view key) const { return !value_at(object_, key).is_null(); }

bool Record::has_all(std::initializer_list<std::string_view> keys) const {
  return object_.is_object() &&
         model::all_of(keys, [&](std::string_view key) { return object_.find(key) != object_.end(); });
}

double Record::number(std::string_view key) const { return number_of(value_at(object_, key)); }
std::string Record::text(std::string_view key) const { return text_of(value_at(object_, key)); }
Record Record::at(std::string_view key) const { return Record(value_at(object_, key)); }

double Record::first_number(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const double found = number(key);
    if (!std::isnan(found)) {
      return found;
    }
  }
  return model::kUnknown;
}

}  // namespace tokroof::formats
