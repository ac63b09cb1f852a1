#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tokroof::catalog {

/// How a value of few is written: `static std::optional<Value> named(std::string_view)`, `static std::string name(Value)`.
template <class Value>
struct WordOf;

/// What a run says where few words have a meaning: nothing, one of them, or another word. That one is kept as it was
/// written, for the refusal of its row and for whoever writes the row again.
template <class Value>
class Said {
 public:
  Said() = default;
  template <std::convertible_to<Value> From>
  requires(!std::same_as<Value, bool> || std::same_as<From, bool>)  // a text would be true
      Said(From value)
      : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  Said(std::optional<Value> value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  static Said read(std::string_view word) {
    Said said;
    said.value_ = WordOf<Value>::named(word);
    if (!said.value_) {
      said.other_ = word;
    }
    return said;
  }

  [[nodiscard]] bool empty() const { return !value_ && other_.empty(); }
  /// None: nothing was said, or another word.
  [[nodiscard]] const std::optional<Value>& value() const { return value_; }
  [[nodiscard]] bool unknown() const { return !other_.empty(); }
  [[nodiscard]] std::string text() const { return value_ ? WordOf<Value>::name(*value_) : other_; }

  friend bool operator==(const Said&, const Said&) = default;

 private:
  std::optional<Value> value_;
  std::string other_;
};

}  // namespace tokroof::catalog
