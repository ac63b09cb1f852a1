#pragma once
#include <string>
#include <string_view>

namespace tokroof::answers {

/// Of the eight that every terminal has, so that its own theme decides how they look.
enum class Colour { none, bold, dim, red, green, yellow, blue, magenta, cyan };

/// The text between marks of a colour, which for_terminal() turns into ANSI sequences; as it is for none, and where there is
/// nothing to see. A mark holds a number that every run draws anew: what is read cannot bring one along.
std::string coloured(std::string_view text, Colour colour);

/// Text as it may reach a terminal: visible_lines(), but for the colours of coloured().
std::string for_terminal(std::string_view text);

/// The colour of a verdict ("slow!", "plausible", "no") or of what bounds a step ("kv"); none for other words. A colour
/// only repeats what the word says.
Colour colour_of(std::string_view word);

}  // namespace tokroof::answers
