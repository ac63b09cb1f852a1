#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tokroof::catalog {

/// A decimal number that takes up the whole text: [-]digits[.digits][e[+-]digits]. Nothing else is one: no
/// blanks, '+', hexadecimal, nan, inf, nor anything that overflows. Independent of the locale.
std::optional<double> parse_number(std::string_view text);

/// Three significant digits, without an exponent: "123", "9.41", "0.0312", "41900".
std::string significant(double value);

/// A rate as it was measured, to four digits and without zeros at its end: "33.81", "40", "3020".
std::string measured_text(double value);

/// "dual" is 2, "eight" and "acht" 8; 0: no word for a number of devices.
double number_word(std::string_view lower);
/// Likewise with what only stands before "of": "trio" is 3. Trio is the name of a cooler, too.
double number_before_of(std::string_view lower);
/// "pieces", of what is counted: says nothing.
bool is_piece_word(std::string_view lower);

}  // namespace tokroof::catalog
