#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/text.hpp"

namespace tokroof::formats {

/// Lines of a tool's output, without carriage returns, byte-order mark, the escape sequences that underline headings and
/// the ">" of a quotation. UTF-16 with its mark is read too.
std::vector<std::string> text_lines(std::string_view text);

/// Words between blanks.
std::vector<std::string> blank_words(std::string_view line);

/// "Key   : value", both trimmed; nothing without a colon.
struct KeyValue {
  std::string key, value;
  std::size_t indent = 0;
};
std::optional<KeyValue> key_value(std::string_view line);

/// "a | b" without the blanks around; an outer bar makes an empty first and last cell.
std::vector<std::string> bar_cells(std::string_view line);

/// "00000000:65:00.0", "0000:c1:00.0": the address of a PCI device.
bool is_bus_address(std::string_view text);

/// "GPU12": 12.
std::optional<int> gpu_number(std::string_view word);

}  // namespace tokroof::formats
