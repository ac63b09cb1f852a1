#include "catalog/entry_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "catalog/names.hpp"
#include "catalog/visible_text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {

void EntryReader::report(const std::string& pointer,
                         std::string message,
                         std::vector<std::string> suggestions) {
  problems_.push_back({file_.where(pointer), std::move(message), std::move(suggestions)});
}

const nlohmann::json* EntryReader::list_of_document(std::string_view key) {
  const json& document = file_.document;
  if (document.is_object() && document.contains(key)) {
    return &document.at(std::string(key));
  }
  if (!document.is_null()) {  // null: reported by the parser
    report("", "the list '" + std::string(key) + "' is missing");
  }
  return nullptr;
}

std::vector<EntryReader::StatedKey> EntryReader::stated_keys(const json& object,
                                                             const std::string& pointer,
                                                             std::span<const FieldRule> rules,
                                                             std::span<const std::string_view> elsewhere) {
  std::vector<std::string_view> keys;
  for (const FieldRule& rule : rules) {
    keys.push_back(rule.key);
    const bool supplied = model::holds(elsewhere, rule.key);
    if (rule.required && !object.contains(rule.key) && !supplied) {
      report(pointer, "the key '" + std::string(rule.key) + "' is missing");
    }
  }
  std::vector<StatedKey> out;
  for (const auto& item : object.items()) {
    const std::string at = pointer + '/' + item.key();
    const auto known = std::find(keys.begin(), keys.end(), item.key());
    if (known == keys.end()) {
      report(at, "unknown key '" + item.key() + "'", nearest_names(item.key(), keys));
    } else {
      out.push_back({static_cast<std::size_t>(known - keys.begin()), &item.value(), at});
    }
  }
  return out;
}

std::vector<EntryReader::Element> EntryReader::objects(const json& array, const std::string& pointer) {
  std::vector<Element> out;
  if (!array.is_array()) {
    report(pointer, "must be a list");
    return out;
  }
  for (std::size_t i = 0; i < array.size(); ++i) {
    const std::string at = pointer + '/' + std::to_string(i);
    if (array[i].is_object()) {
      out.push_back({&array[i], at});
    } else {
      report(at, "must be an object");
    }
  }
  return out;
}

void EntryReader::read(const json& value, const std::string& at, const FieldRule& rule, double& out) {
  double number = 0;
  if (in_range(value, at, rule.low, rule.high, number)) {
    out = number * rule.unit;
  }
}

void EntryReader::read(const json& value,
                       const std::string& at,
                       const FieldRule& rule,
                       std::span<const double>& out) {
  std::vector<double> numbers(value.is_array() ? value.size() : 0);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    in_range(value[i], at, rule.low, rule.high, numbers[i]);
    numbers[i] *= rule.unit;
  }
  if (numbers.empty()) {
    report(at, "must be a list of numbers");
  }
  out = arena_.keep(std::move(numbers));
}

void EntryReader::read(const json& value,
                       const std::string& at,
                       const FieldRule& rule,
                       std::string_view& out) {
  if (!value.is_string() || (rule.required && value.get_ref<const std::string&>().empty())) {
    report(at, value.is_string() ? "must not be empty" : "must be text");
    return;
  }
  const auto& text = value.get_ref<const std::string&>();
  if (visible(text) != text) {
    report(at, "holds a control character");
    return;
  }
  out = arena_.keep(text);
}

void EntryReader::read(const json& value, const std::string& at, const FieldRule& /*rule*/, bool& out) {
  if (!value.is_boolean()) {
    report(at, "must be true or false");
    return;
  }
  out = value.get<bool>();
}

void EntryReader::read(const json& value,
                       const std::string& at,
                       const FieldRule& /*rule*/,
                       model::DeviceKind& out) {
  out = static_cast<model::DeviceKind>(choice(value, at, kDeviceKinds));
}

void EntryReader::read(const json& value, const std::string& at, const FieldRule& /*rule*/, Exactness& out) {
  out = static_cast<Exactness>(choice(value, at, kExactness));
}

void EntryReader::read(const json& value,
                       const std::string& at,
                       const FieldRule& /*rule*/,
                       model::Split& out) {
  out = static_cast<model::Split>(choice(value, at, model::kSplitNames));
}

void EntryReader::check_top_level(std::vector<std::string_view> lists) {
  if (!file_.document.is_object()) {
    if (!file_.document.is_null()) {
      report("", "must be an object");
    }
    return;
  }
  lists.emplace_back("about");
  lists.emplace_back("units");
  for (const auto& item : file_.document.items()) {
    if (!model::holds(lists, item.key())) {
      report('/' + item.key(), "unknown key '" + item.key() + "'", nearest_names(item.key(), lists));
    }
  }
}

bool EntryReader::in_range(const json& value, const std::string& at, double low, double high, double& out) {
  if (!value.is_number()) {
    report(at, "must be a number");
    return false;
  }
  out = value.get<double>();
  if (std::isfinite(out) && out >= low && out <= high) {
    return true;
  }
  report(at, fmt::format("{} is outside {} to {}", out, low, high));
  return false;
}

std::size_t EntryReader::choice(const json& value,
                                const std::string& at,
                                std::span<const std::string_view> spellings) {
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const auto found = std::find(spellings.begin(), spellings.end(), text);
  if (found == spellings.end()) {
    report(at, none_of(text, spellings), nearest_names(text, spellings));
    return 0;
  }
  return static_cast<std::size_t>(found - spellings.begin());
}

}  // namespace tokroof::catalog
