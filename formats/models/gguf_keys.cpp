#include "formats/models/gguf_keys.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/input_error.hpp"

namespace tokroof::formats {

void GgufKeys::fail(std::string_view key, const std::string& message) const {
  throw catalog::InputError("bad-file", message, header_.name + ':' + full(key));
}

const GgufValue* GgufKeys::value(std::string_view key) const { return header_.value(full(key)); }

double GgufKeys::checked(std::string_view key, double value) const {
  constexpr double kMost = 1e9;
  if (!(value >= 0 && value <= kMost) || value != std::floor(value)) {
    fail(key, fmt::format("{} is no count", value));
  }
  return value;
}

std::optional<double> GgufKeys::number(std::string_view key) const {
  const GgufValue* v = value(key);
  if (v == nullptr) {
    return std::nullopt;
  }
  if (v->number) {
    return checked(key, *v->number);
  }
  if (v->numbers.empty()) {
    fail(key, "is no number");
  }
  double largest = 0;
  for (const double n : v->numbers) {
    largest = std::max(largest, checked(key, n));
  }
  return largest;
}

double GgufKeys::required(std::string_view key) const {
  const std::optional<double> v = number(key);
  if (!v || *v == 0) {
    fail(key, v ? "is 0" : "is missing: the shape of the model cannot be told without it");
  }
  return *v;
}

std::optional<std::vector<double>> GgufKeys::by_layer(std::string_view key, std::size_t layers) const {
  const std::optional<double> one = number(key);
  if (!one) {
    return std::nullopt;
  }
  const std::vector<double>& given = value(key)->numbers;
  std::vector<double> out(layers, *one);
  for (std::size_t i = 0; i < layers && !given.empty(); ++i) {
    out[i] = given[i % given.size()];
  }
  return out;
}

}  // namespace tokroof::formats
