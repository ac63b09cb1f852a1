#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/json_file.hpp"

namespace tokroof {

/// The keys of a config.json. Families call the same thing by different names: the first name that is there counts. Keys
/// of a model with towers are in "text_config"; what is not there is looked up outside.
class HfKeys {
 public:
  explicit HfKeys(const JsonFile& file);

  [[nodiscard]] const nlohmann::json* find(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key) const;  ///< empty: absent
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
  /// A number from 0 to 10^9; nothing where all are absent or null. Anything else is a bad file.
  [[nodiscard]] std::optional<double> number(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] double or_else(std::initializer_list<std::string_view> names, double otherwise) const {
    return number(names).value_or(otherwise);
  }
  [[nodiscard]] double required(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;  ///< empty: absent
  [[nodiscard]] std::vector<double> numbers(std::string_view key) const;     ///< empty: absent

  [[noreturn]] void fail(std::string_view key, const std::string& message) const;

 private:
  [[nodiscard]] std::string pointer(std::string_view key) const;

  const JsonFile& file_;
  const nlohmann::json* inner_;
  std::string inner_name_;
};

}  // namespace tokroof
