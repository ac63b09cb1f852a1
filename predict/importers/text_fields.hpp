#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tokroof {

/// What stands behind `key` in a line, up to `end`, without blanks around; nothing where the key does not occur.
std::optional<std::string_view> behind(std::string_view line,
                                       std::string_view key,
                                       std::string_view end = {});

/// The number at the front of a text ("62.91 tokens/s"), a sign and an exponent included; kUnknown: there is none.
double leading_number(std::string_view text);

/// Without the control sequences that colour a terminal (ESC [ ... m).
std::string without_colours(std::string_view line);

}  // namespace tokroof
