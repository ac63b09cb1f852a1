#include "formats/models/hf_keys.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/fields.hpp"
#include "formats/json_text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

using nlohmann::json;

namespace {

/// What a type takes for a key that is left out; unknown: nothing.
std::pair<std::string_view, double> default_of(const catalog::ModelType* type, std::string_view key) {
  for (const catalog::Field<catalog::ModelType>& field : catalog::fields_of<catalog::ModelType>()) {
    const auto* number = std::get_if<double catalog::ModelType::*>(&field.member);
    if (type != nullptr && number != nullptr && field.key == key) {
      return {field.key, type->**number};
    }
  }
  return {key, model::kUnknown};
}

std::string shown(const json& value) {
  constexpr std::size_t kMost = 40;
  const std::string text = catalog::one_line(value);
  return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
}

bool holds_nothing(const json& value) {
  return value.is_null() || (value.is_boolean() && !value.get<bool>()) ||
         (value.is_structured() && value.empty()) || (value.is_number() && value.get<double>() == 0) ||
         (value.is_string() && value.get_ref<const std::string&>().empty());
}

}  // namespace

HfKeys::HfKeys(const catalog::JsonFile& file) : file_(file), levels_{{&file.document, ""}} {
  for (const char* name :
       {"thinker_config", "text_config", "llm_config", "language_config", "text_model_config"}) {
    const Level inner = levels_.front();
    const auto found = inner.object->find(name);
    if (found == inner.object->end() || found->is_null()) {
      continue;
    }
    if (!found->is_object()) {
      fail(name, fmt::format("'{}' is {}, no object of keys", name, shown(*found)));
    }
    levels_.insert(levels_.begin(), Level{&*found, inner.pointer + '/' + name});
  }
}

const json* HfKeys::find(std::string_view key) const {
  seen_.emplace(key.substr(0, key.find('/')));
  for (const Level& level : levels_) {
    if (const json* value = value_along(*level.object, key, '/')) {
      return value;
    }
  }
  return nullptr;
}

std::string HfKeys::pointer(std::string_view key) const {
  const std::string_view head = key.substr(0, key.find('/'));
  for (const Level& level : levels_) {
    if (level.object->contains(head)) {
      return level.pointer + '/' + std::string(key);
    }
  }
  return levels_.front().pointer + '/' + std::string(key);
}

void HfKeys::fail(std::string_view key, const std::string& message) const {
  throw catalog::InputError("bad-file", message, file_.where(pointer(key)));
}

std::string HfKeys::text(std::string_view key) const {
  const json* value = find(key);
  if (value != nullptr && !value->is_string()) {
    fail(key, fmt::format("'{}' is no text", shown(*value)));
  }
  return value != nullptr ? value->get<std::string>() : "";
}

std::optional<bool> HfKeys::flag(std::string_view key) const {
  const json* value = find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_boolean()) {
    fail(key, fmt::format("'{}' is neither true nor false", shown(*value)));
  }
  return value->get<bool>();
}

double HfKeys::checked(std::string_view key, const json& value, bool whole) const {
  constexpr double kMost = 1e9;
  const bool good = value.is_number() && value.get<double>() >= 0 && value.get<double>() <= kMost;
  if (!good) {
    fail(key, fmt::format("'{}' is no count", shown(value)));
  }
  const double number = value.get<double>();
  if (whole && number != std::floor(number)) {
    fail(key, fmt::format("'{}' is no whole number", shown(value)));
  }
  return number;
}

std::optional<double> HfKeys::number(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    const json* value = find(name);
    if (value == nullptr) {
      continue;
    }
    if (value->is_array() && !value->empty()) {
      const bool same = model::all_of(*value, [&](const json& v) { return v == value->front(); });
      if (!same) {
        fail(name, fmt::format("'{}' varies from layer to layer, which is not read here", shown(*value)));
      }
      return checked(name, value->front(), true);
    }
    return checked(name, *value, true);
  }
  for (const std::string_view name : levels_.size() > 1 ? names : std::initializer_list<std::string_view>{}) {
    if (const auto [key, value] = default_of(type_, name); model::known(value)) {
      return taken_[key] = value;
    }
  }
  return std::nullopt;
}

double HfKeys::required(std::initializer_list<std::string_view> names) const {
  const auto value = number(names);
  if (!value || *value == 0) {
    const auto there =
        std::find_if(names.begin(), names.end(), [&](std::string_view name) { return has(name); });
    const std::string_view name = there != names.end() ? *there : *names.begin();
    fail(name,
         fmt::format(
             "'{}' is {}: the shape of the model cannot be told without it", name, value ? "0" : "missing"));
  }
  return *value;
}

std::optional<double> HfKeys::ratio(std::string_view key) const {
  const json* value = find(key);
  return value != nullptr ? std::optional(checked(key, *value, false)) : std::nullopt;
}

std::optional<double> HfKeys::first(std::string_view key) const {
  const json* value = find(key);
  if (value != nullptr && value->is_array() && !value->empty()) {
    return numbers(key).front();
  }
  return number({key});
}

double HfKeys::positive_or(std::string_view key, double otherwise) const {
  return has(key) ? required({key}) : otherwise;
}

std::vector<std::string> HfKeys::texts(std::string_view key) const {
  std::vector<std::string> out;
  const json* list = find(key);
  if (list != nullptr && !list->is_array()) {
    fail(key, fmt::format("'{}' is no list", shown(*list)));
  }
  for (const json& item : list != nullptr ? *list : json::array()) {
    if (!item.is_string()) {
      fail(key, fmt::format("'{}' holds {}, which is no text", key, shown(item)));
    }
    out.push_back(item.get<std::string>());
  }
  return out;
}

std::vector<double> HfKeys::numbers(std::string_view key) const {
  std::vector<double> out;
  if (const json* list = find(key); list != nullptr && list->is_array()) {
    for (const json& item : *list) {
      out.push_back(item.is_boolean() ? (item.get<bool>() ? 1 : 0) : checked(key, item, true));
    }
  }
  return out;
}

std::vector<double> HfKeys::list(std::string_view key) const {
  if (const json* value = find(key); value != nullptr && !value->is_array()) {
    fail(key, fmt::format("'{}' is no list", shown(*value)));
  }
  return numbers(key);
}

bool HfKeys::each_block(const char* part,
                        const std::function<void(const nlohmann::json&, std::size_t)>& take) const {
  const json* blocks = find("block_configs");
  if (blocks != nullptr && !blocks->is_array()) {
    fail("block_configs", "is no list");
  }
  for (std::size_t i = 0; blocks != nullptr && i < blocks->size(); ++i) {
    const json& block = (*blocks)[i];
    if (!block.is_object() || !block.contains(part) || !block[part].is_object()) {
      fail("block_configs", fmt::format("block {} has no '{}'", i, part));
    }
    take(block[part], i);
  }
  return blocks != nullptr;
}

bool HfKeys::states(std::string_view key) const {
  return model::any_of(levels_, [&](const Level& l) { return l.object->contains(key); });
}

void HfKeys::must_state(std::string_view key, std::string_view why) const {
  if (!has(key)) {
    fail(key, fmt::format("'{}' is missing: {} cannot be told without it", key, why));
  }
}

std::vector<std::string> HfKeys::not_looked_at() const {
  std::vector<std::string> out;
  for (const auto& [key, value] : levels_.front().object->items()) {
    if (!seen_.contains(key) && !holds_nothing(value)) {
      out.push_back(key);
    }
  }
  return out;
}

}  // namespace tokroof::formats
