#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tokroof::catalog {

/// Length of the UTF-8 sequence at the front of `text`; 0: none, nor overlong forms or surrogates.
std::size_t utf8_length(std::string_view text);

/// A character in UTF-8; `code` is none of the surrogates.
std::string utf8_of(std::uint32_t code);

/// Whether a byte of UTF-8 goes on a character that another one began.
inline bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Whether the whole sequence at the front (utf8_length() bytes) is a character that does something instead of being seen:
/// the control characters (C0, DEL, C1), the marks that turn the direction of writing, the separators of lines.
bool is_control(std::string_view sequence);

/// Text that shows what is in it: a control character as \u001b, a byte that is not UTF-8 as \x9b.
std::string visible(std::string_view text);
/// The same for text of several lines: line breaks and tabs stay.
std::string visible_lines(std::string_view text);

}  // namespace tokroof::catalog
