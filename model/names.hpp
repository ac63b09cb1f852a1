#pragma once
#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace tokroof {

inline bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Engines that run llama.cpp's graph and cache.
inline bool ggml_engine(std::string_view engine) {
  return is_one_of(engine, {"llama.cpp", "ik_llama.cpp", "llamafile"});
}

}  // namespace tokroof
