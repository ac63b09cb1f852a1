#pragma once
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/fields.hpp"
#include "catalog/json_file.hpp"

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
    const json* array = list_of_document(key);
    return array == nullptr ? std::vector<T>() : elements<T>(*array, '/' + std::string(key));
  }

  /// One object: `base`, with what the object states. `elsewhere` are keys that it need not state.
  template <class T>
  T entry(const nlohmann::json& object,
          const std::string& pointer,
          const T& base = {},
          std::span<const std::string_view> elsewhere = {}) {
    T out = base;
    const std::span<const Field<T>> fields = fields_of<T>();
    std::vector<FieldRule> rules;
    for (const Field<T>& field : fields) {
      rules.push_back(field.rule());
    }
    for (const StatedKey& stated : stated_keys(object, pointer, rules, elsewhere)) {
      std::visit([&](auto member) { read(*stated.value, stated.at, rules[stated.field], out.*member); },
                 fields[stated.field].member);
    }
    return out;
  }

  /// Reports keys of the document that are neither about, units nor one of `lists`.
  void check_top_level(std::vector<std::string_view> lists);

 private:
  using json = nlohmann::json;

  struct StatedKey {
    std::size_t field;
    const json* value;
    std::string at;
  };
  struct Element {
    const json* object;
    std::string at;
  };

  void report(const std::string& pointer, std::string message, std::vector<std::string> suggestions = {});
  const json* list_of_document(std::string_view key);
  /// The keys that an object states, in its order. Those that are missing or unknown are reported.
  std::vector<StatedKey> stated_keys(const json& object,
                                     const std::string& pointer,
                                     std::span<const FieldRule> rules,
                                     std::span<const std::string_view> elsewhere);
  /// The objects of a list; what is none is reported.
  std::vector<Element> objects(const json& array, const std::string& pointer);

  template <class T>
  std::vector<T> elements(const json& array, const std::string& pointer) {
    std::vector<T> out;
    for (const Element& element : objects(array, pointer)) {
      out.push_back(entry<T>(*element.object, element.at));
    }
    return out;
  }

  void read(const json& value, const std::string& at, const FieldRule& rule, double& out);
  void read(const json& value, const std::string& at, const FieldRule& rule, std::span<const double>& out);
  void read(const json& value, const std::string& at, const FieldRule& rule, std::string_view& out);
  void read(const json& value, const std::string& at, const FieldRule& rule, bool& out);
  void read(const json& value, const std::string& at, const FieldRule& rule, model::DeviceKind& out);
  void read(const json& value, const std::string& at, const FieldRule& rule, Exactness& out);
  void read(const json& value, const std::string& at, const FieldRule& rule, model::Split& out);
  template <class T>
  void read(const json& value, const std::string& at, const FieldRule& /*rule*/, std::span<const T>& out) {
    out = arena_.keep(elements<T>(value, at));
  }

  bool in_range(const json& value, const std::string& at, double low, double high, double& out);
  std::size_t choice(const json& value, const std::string& at, std::span<const std::string_view> spellings);

  const JsonFile& file_;
  Arena& arena_;
  std::vector<Problem>& problems_;
};

}  // namespace tokroof::catalog
