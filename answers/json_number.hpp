#pragma once
#include <cmath>
#include <string_view>

#include <nlohmann/json.hpp>

namespace tokroof::answers {

/// NaN and infinity are no numbers of JSON: not known.
inline nlohmann::json number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

/// The nearest whole number, without a decimal point.
inline nlohmann::json whole_number(double value) {
  return std::isfinite(value) ? nlohmann::json(std::llround(value)) : nlohmann::json(nullptr);
}

/// An empty text: not known, or there is none.
inline nlohmann::json text_or_null(std::string_view text) {
  return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

}  // namespace tokroof::answers
