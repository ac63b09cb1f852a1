#pragma once
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/entries.hpp"
#include "catalog/json_file.hpp"

namespace tokroof::formats {

/// The keys of a config.json. Families call the same thing by different names: the first name that is there counts;
/// "a/b" is key b of object a. Keys of a model with towers are in "text_config"; what is not there is looked up outside.
class HfKeys {
 public:
  explicit HfKeys(const catalog::JsonFile& file);

  [[nodiscard]] const nlohmann::json* find(std::string_view key) const;  ///< null: absent or null
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] std::string text(std::string_view key) const;  ///< empty: absent
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
  /// A whole number from 0 to 10^9; nothing where all are absent or null. Anything else is a bad file, but a list that
  /// says the same for every layer.
  [[nodiscard]] std::optional<double> number(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] double or_else(std::initializer_list<std::string_view> names, double otherwise) const {
    return number(names).value_or(otherwise);
  }
  [[nodiscard]] double required(std::initializer_list<std::string_view> names) const;
  /// A number that may have a fraction.
  [[nodiscard]] std::optional<double> ratio(std::string_view key) const;
  /// The number, which must not be 0, or what is taken where it is absent.
  [[nodiscard]] double positive_or(std::string_view key, double otherwise) const;
  /// The number, or the first one of a list.
  [[nodiscard]] std::optional<double> first(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;  ///< empty: absent
  /// Empty: absent, or one number for all. A flag is 0 or 1.
  [[nodiscard]] std::vector<double> numbers(std::string_view key) const;
  /// The same of a key that can only be a list.
  [[nodiscard]] std::vector<double> list(std::string_view key) const;
  /// Calls `take` with this part of each of the block_configs and the block's number; false: there are none.
  bool each_block(const char* part,
                  const std::function<void(const nlohmann::json&, std::size_t)>& take) const;
  /// Whether the key is there, if only as null.
  [[nodiscard]] bool states(std::string_view key) const;
  /// Throws where the key is absent: `why` says what cannot be told.
  void must_state(std::string_view key, std::string_view why) const;

  /// Of the model_type, and of GGUF files of the same family; null: not known. A text_config states only what differs from
  /// the numbers of its type (transformers writes it so); a plain config.json states all.
  void use_family(const catalog::ModelType* type, const catalog::GgufArchitecture* gguf) {
    type_ = type;
    gguf_ = gguf;
  }
  [[nodiscard]] const catalog::ModelType* type() const { return type_; }
  [[nodiscard]] const catalog::GgufArchitecture* gguf() const { return gguf_; }
  [[nodiscard]] const std::map<std::string_view, double>& taken_defaults() const { return taken_; }
  /// Keys of the decoder that nothing has looked at, and that hold something.
  [[nodiscard]] std::vector<std::string> not_looked_at() const;

  [[noreturn]] void fail(std::string_view key, const std::string& message) const;

 private:
  struct Level {
    const nlohmann::json* object;
    std::string pointer;
  };

  [[nodiscard]] std::string pointer(std::string_view key) const;
  [[nodiscard]] double checked(std::string_view key, const nlohmann::json& value, bool whole) const;

  const catalog::JsonFile& file_;
  std::vector<Level> levels_;  ///< innermost first
  const catalog::ModelType* type_ = nullptr;
  const catalog::GgufArchitecture* gguf_ = nullptr;
  mutable std::map<std::string_view, double> taken_;
  mutable std::set<std::string, std::less<>> seen_;
};

}  // namespace tokroof::formats
