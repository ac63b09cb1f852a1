#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

/// Names of one thing, separated by '|': "-ngl|--n-gpu-layers".
inline std::vector<std::string_view> names_of(std::string_view names) {
  return catalog::split_at(names, '|');
}

inline bool is_named(std::string_view names, std::string_view name) {
  const std::vector<std::string_view> all = names_of(names);
  return model::holds(all, name);
}

/// A program's name without the folders in front of it.
inline std::string program_name(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

}  // namespace tokroof::formats
