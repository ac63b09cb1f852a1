#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof {

/// Lines of a tool's output, without carriage returns, byte-order mark and the escape sequences that underline headings.
std::vector<std::string> text_lines(std::string_view text);

std::string_view trimmed(std::string_view text);

/// Words between blanks.
std::vector<std::string> blank_words(std::string_view line);

/// "Key   : value", both trimmed; nothing without a colon.
struct KeyValue {
  std::string key, value;
  std::size_t indent = 0;
};
std::optional<KeyValue> key_value(std::string_view line);

/// The number that a text begins with: "16384 MiB", "250.00 W", "16x", "3200 MT/s". Not a number: "[N/A]", "Unknown".
std::optional<double> leading_number(std::string_view text);

/// "GPU12": 12.
std::optional<int> gpu_number(std::string_view word);

}  // namespace tokroof
