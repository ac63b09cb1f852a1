#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "model/device.hpp"

namespace tokroof::formats {

/// A JSON object whose keys may be missing and whose values may be of another type than expected.
class Record {
 public:
  explicit Record(const nlohmann::json& object) : object_(object) {}

  [[nodiscard]] const nlohmann::json& json() const { return object_; }
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] bool has_all(std::initializer_list<std::string_view> keys) const;
  /// A finite number, also one that stands in text ("512") or is true (1) or false (0); else kUnknown.
  [[nodiscard]] double number(std::string_view key) const;
  /// Text, or a number or truth as text; empty where there is none, null, "None" and "null" included.
  [[nodiscard]] std::string text(std::string_view key) const;
  /// The object under a key; an empty one where there is none.
  [[nodiscard]] Record at(std::string_view key) const;
  /// The first of several keys that has a number: tools rename theirs.
  [[nodiscard]] double first_number(std::initializer_list<std::string_view> keys) const;

 private:
  const nlohmann::json& object_;
};

/// Of one value, as Record::number and Record::text.
double number_of(const nlohmann::json& value);
std::string text_of(const nlohmann::json& value);

}  // namespace tokroof::formats
