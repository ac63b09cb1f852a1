#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/text.hpp"

namespace tokroof {

/// Lines of a tool's output, without carriage returns, byte-order mark and the escape sequences that underline headings.
std::vector<std::string> text_lines(std::string_view text);

/// Words between blanks.
std::vector<std::string> blank_words(std::string_view line);

/// "Key   : value", both trimmed; nothing without a colon.
struct KeyValue {
  std::string key, value;
  std::size_t indent = 0;
};
std::optional<KeyValue> key_value(std::string_view line);

/// "GPU12": 12.
std::optional<int> gpu_number(std::string_view word);

}  // namespace tokroof
