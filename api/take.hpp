#pragma once
#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"

namespace tokroof::api {

/// The value under a key of a question, which is taken out of it; `otherwise` where it is not stated. Throws InputError
/// where it is of another type.
template <class T>
T take(nlohmann::json& question, const char* key, T otherwise) {
  const auto found = question.find(key);
  if (found == question.end() || found->is_null()) {
    question.erase(key);
    return otherwise;
  }
  try {
    T value = found->get<T>();
    question.erase(key);
    return value;
  } catch (const nlohmann::json::exception&) {
    throw catalog::InputError("usage", "does not take " + found->dump(), key);
  }
}

}  // namespace tokroof::api
