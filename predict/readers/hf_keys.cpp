#include "predict/readers/hf_keys.hpp"

#include <fmt/format.h>

namespace tokroof {

using nlohmann::json;

HfKeys::HfKeys(const JsonFile& file) : file_(file), inner_(&file.document) {
  for (const char* name : {"text_config", "llm_config", "language_config", "thinker_config"}) {
    const auto found = inner_->find(name);
    if (found != inner_->end() && found->is_object()) {
      inner_ = &*found;
      inner_name_ += '/' + std::string(name);
    }
  }
}

const json* HfKeys::find(std::string_view key) const {
  for (const json* level : {inner_, &file_.document}) {
    const auto found = level->find(key);
    if (found != level->end() && !found->is_null()) {
      return &*found;
    }
  }
  return nullptr;
}

std::string HfKeys::pointer(std::string_view key) const {
  const bool inner = inner_->contains(key);
  return (inner ? inner_name_ : std::string()) + '/' + std::string(key);
}

void HfKeys::fail(std::string_view key, const std::string& message) const {
  throw InputError("bad-file", message, file_.where(pointer(key)));
}

std::string HfKeys::text(std::string_view key) const {
  const json* value = find(key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::optional<bool> HfKeys::flag(std::string_view key) const {
  const json* value = find(key);
  return value != nullptr && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

std::optional<double> HfKeys::number(std::initializer_list<std::string_view> names) const {
  constexpr double kMost = 1e9;
  for (const std::string_view name : names) {
    const json* value = find(name);
    if (value == nullptr) {
      continue;
    }
    if (!value->is_number() || !(value->get<double>() >= 0 && value->get<double>() <= kMost)) {
      fail(name,
           fmt::format("'{}' is no count",
                       value->dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 40)));
    }
    return value->get<double>();
  }
  return std::nullopt;
}

double HfKeys::required(std::initializer_list<std::string_view> names) const {
  const auto value = number(names);
  if (!value || *value == 0) {
    fail(*names.begin(),
         fmt::format("'{}' is {}: the shape of the model cannot be told without it",
                     *names.begin(),
                     value ? "0" : "missing"));
  }
  return *value;
}

std::vector<std::string> HfKeys::texts(std::string_view key) const {
  std::vector<std::string> out;
  if (const json* list = find(key); list != nullptr && list->is_array()) {
    for (const json& item : *list) {
      if (!item.is_string()) {
        fail(key, fmt::format("'{}' holds something that is no text", key));
      }
      out.push_back(item.get<std::string>());
    }
  }
  return out;
}

std::vector<double> HfKeys::numbers(std::string_view key) const {
  std::vector<double> out;
  if (const json* list = find(key); list != nullptr && list->is_array()) {
    for (const json& item : *list) {
      if (!item.is_number() || !(item.get<double>() >= 0)) {
        fail(key, fmt::format("'{}' holds something that is no count", key));
      }
      out.push_back(item.get<double>());
    }
  }
  return out;
}

}  // namespace tokroof
