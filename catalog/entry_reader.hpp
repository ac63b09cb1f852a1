#pragma once
#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/fields.hpp"
#include "catalog/json_file.hpp"
#include "catalog/names.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::catalog {

/// Owns the text and the lists that the views of a loaded catalog point to.
class Arena {
 public:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  template <class T>
  std::span<const T> keep(std::vector<T> list) {
    auto kept = std::make_shared<const std::vector<T>>(std::move(list));
    lists_.push_back(kept);
    return *kept;
  }

 private:
  std::deque<std::string> texts_;
  std::vector<std::shared_ptr<const void>> lists_;
};

/// Turns the objects of one JSON file into entries, following the tables of fields.hpp.
class EntryReader {
 public:
  EntryReader(const JsonFile& file, Arena& arena, std::vector<Problem>& problems)
      : file_(file), arena_(arena), problems_(problems) {}

  /// The list under `key` of the document; entries with a problem are in it, with what could be read.
  template <class T>
  std::vector<T> list(std::string_view key) {
    const auto& document = file_.document;
    if (!document.is_object() || !document.contains(key)) {
      if (!document.is_null()) {  // null: reported by the parser
        report("", "the list '" + std::string(key) + "' is missing");
      }
      return {};
    }
    return elements<T>(document.at(std::string(key)), '/' + std::string(key));
  }

  /// One object: `base`, with what the object states. `elsewhere` are keys that it need not state.
  template <class T>
  T entry(const nlohmann::json& object,
          const std::string& pointer,
          const T& base = {},
          std::span<const std::string_view> elsewhere = {}) {
    T out = base;
    const std::span<const Field<T>> fields = fields_of<T>();
    std::vector<std::string_view> keys;
    for (const Field<T>& field : fields) {
      keys.push_back(field.key);
      const bool supplied = std::find(elsewhere.begin(), elsewhere.end(), field.key) != elsewhere.end();
      if (field.required && !object.contains(field.key) && !supplied) {
        report(pointer, "the key '" + std::string(field.key) + "' is missing");
      }
    }
    for (const auto& item : object.items()) {
      const std::string& key = item.key();
      const json& value = item.value();
      const std::string at = pointer + '/' + key;
      bool known = false;
      for (const Field<T>& field : fields) {
        if (field.key == key) {
          known = true;
          std::visit([&](auto member) { read(value, at, field, out.*member); }, field.member);
        }
      }
      if (!known) {
        report(at, "unknown key '" + key + "'", nearest_names(key, keys));
      }
    }
    return out;
  }

  /// Reports keys of the document that are neither about, units nor one of `lists`.
  void check_top_level(std::vector<std::string_view> lists);

 private:
  using json = nlohmann::json;

  void report(const std::string& pointer, std::string message, std::vector<std::string> suggestions = {}) {
    problems_.push_back({file_.where(pointer), std::move(message), std::move(suggestions)});
  }

  template <class T>
  std::vector<T> elements(const json& array, const std::string& pointer) {
    std::vector<T> out;
    if (!array.is_array()) {
      report(pointer, "must be a list");
      return out;
    }
    for (std::size_t i = 0; i < array.size(); ++i) {
      const std::string at = pointer + '/' + std::to_string(i);
      if (array[i].is_object()) {
        out.push_back(entry<T>(array[i], at));
      } else {
        report(at, "must be an object");
      }
    }
    return out;
  }

  template <class T>
  void read(const json& value, const std::string& at, const Field<T>& field, double& out) {
    double number = 0;
    if (in_range(value, at, field.low, field.high, number)) {
      out = number * field.unit;
    }
  }
  template <class T>
  void read(const json& value, const std::string& at, const Field<T>& field, std::span<const double>& out) {
    std::vector<double> numbers(value.is_array() ? value.size() : 0);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      in_range(value[i], at, field.low, field.high, numbers[i]);
      numbers[i] *= field.unit;
    }
    if (numbers.empty()) {
      report(at, "must be a list of numbers");
    }
    out = arena_.keep(std::move(numbers));
  }
  template <class T>
  void read(const json& value, const std::string& at, const Field<T>& field, std::string_view& out) {
    if (!value.is_string() || (field.required && value.get_ref<const std::string&>().empty())) {
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
  template <class T>
  void read(const json& value, const std::string& at, const Field<T>&, bool& out) {
    if (!value.is_boolean()) {
      report(at, "must be true or false");
      return;
    }
    out = value.get<bool>();
  }
  template <class T>
  void read(const json& value, const std::string& at, const Field<T>&, model::DeviceKind& out) {
    out = static_cast<model::DeviceKind>(choice(value, at, kDeviceKinds));
  }
  template <class T>
  void read(const json& value, const std::string& at, const Field<T>&, Exactness& out) {
    out = static_cast<Exactness>(choice(value, at, kExactness));
  }
  template <class T>
  void read(const json& value, const std::string& at, const Field<T>&, model::Split& out) {
    out = static_cast<model::Split>(choice(value, at, model::kSplitNames));
  }
  template <class T, class Element>
  void read(const json& value, const std::string& at, const Field<T>&, std::span<const Element>& out) {
    out = arena_.keep(elements<Element>(value, at));
  }

  bool in_range(const json& value, const std::string& at, double low, double high, double& out);
  std::size_t choice(const json& value, const std::string& at, std::span<const std::string_view> spellings);

  const JsonFile& file_;
  Arena& arena_;
  std::vector<Problem>& problems_;
};

}  // namespace tokroof::catalog
