#pragma once
#include <cmath>

#include <nlohmann/json.hpp>

namespace tokroof::answers {

/// NaN and infinity are no numbers of JSON: not known.
inline nlohmann::json number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

}  // namespace tokroof::answers
