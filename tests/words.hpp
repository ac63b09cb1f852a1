#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/text.hpp"

namespace tokroof::test {

/// "a|b|c" as words.
inline std::vector<std::string> words(std::string_view text) {
  const std::vector<std::string_view> all = catalog::split_at(text, '|');
  return {all.begin(), all.end()};
}

}  // namespace tokroof::test
