#pragma once
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"

namespace tokroof::api {

/// That a key's value is of another type than those that `takes` names.
inline catalog::InputError wrong_type(const nlohmann::json& value, const char* key, const char* takes) {
  return {"usage", std::string("takes ") + takes + ", not " + value.dump(), key};
}

/// What a type is called there.
template <class T>
constexpr const char* kTypeName = std::is_same_v<T, bool>          ? "true or false"
                                  : std::is_arithmetic_v<T>        ? "a number"
                                  : std::is_same_v<T, std::string> ? "a text"
                                                                   : "a list of texts";

/// The value under a key of a question, which is taken out of it; `otherwise` where it is not stated. Throws InputError
/// where it is of another type.
template <class T>
T take(nlohmann::json& question, const char* key, T otherwise) {
  const auto found = question.find(key);
  if (found == question.end() || found->is_null()) {
    question.erase(key);
    return otherwise;
  }
  if (std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && found->is_boolean()) {
    throw wrong_type(*found, key, kTypeName<T>);  // the library takes true for 1
  }
  try {
    T value = found->get<T>();
    question.erase(key);
    return value;
  } catch (const nlohmann::json::exception&) {
    throw wrong_type(*found, key, kTypeName<T>);
  }
}

/// The order of this name; `find`: none where it is none of `names`.
template <class Find, class Names>
auto order_named(const std::string& name, Find find, const Names& names) {
  if (const auto by = find(name)) {
    return *by;
  }
  throw catalog::InputError("unknown-name",
                            "unknown order '" + name + "'",
                            "by",
                            std::vector<std::string>(names.begin(), names.end()));
}

}  // namespace tokroof::api
