#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/models/gguf_header.hpp"

namespace tokroof::formats {

/// The keys that fix a model's geometry: "{architecture}.name". A value out of range is a bad file.
class GgufKeys {
 public:
  GgufKeys(const GgufHeader& header, std::string architecture)
      : header_(header), architecture_(std::move(architecture)) {}

  /// A count: a whole number from 0 to 10^9; nothing where the key is absent. Of an array: the largest element.
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  /// The same, which must be there.
  [[nodiscard]] double required(std::string_view key) const;
  [[nodiscard]] double or_else(std::string_view key, double otherwise) const {
    return number(key).value_or(otherwise);
  }
  /// A value for every layer: of an array with one each, or the same for all. A shorter array repeats.
  [[nodiscard]] std::optional<std::vector<double>> by_layer(std::string_view key, std::size_t layers) const;
  [[nodiscard]] const GgufValue* value(std::string_view key) const;

  [[noreturn]] void fail(std::string_view key, const std::string& message) const;

 private:
  [[nodiscard]] std::string full(std::string_view key) const {
    return architecture_ + '.' + std::string(key);
  }
  double checked(std::string_view key, double value) const;

  const GgufHeader& header_;
  std::string architecture_;
};

}  // namespace tokroof::formats
