#pragma once
#include <optional>
#include <string_view>

namespace tokroof {

/// A decimal number that takes up the whole text: [-]digits[.digits][e[+-]digits]. Nothing else is one: no
/// blanks, '+', hexadecimal, nan, inf, nor anything that overflows. Independent of the locale.
std::optional<double> parse_number(std::string_view text);

}  // namespace tokroof
