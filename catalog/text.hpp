#pragma once
#include <string_view>

namespace tokroof {

/// Without blanks around.
std::string_view trimmed(std::string_view text);

/// The number at the front of a text ("62.91 tokens/s"), a sign and an exponent included; kUnknown: there is none.
double leading_number(std::string_view text);

}  // namespace tokroof
