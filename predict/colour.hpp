#pragma once
#include <string>
#include <string_view>

namespace tokroof {

/// Of the eight that every terminal has, so that its own theme decides how they look.
enum class Colour { none, bold, dim, red, green, yellow, blue, magenta, cyan };

/// The text between ANSI sequences; as it is for none, and where there is nothing to see.
std::string coloured(std::string_view text, Colour colour);

/// The colour of a verdict ("slow!", "plausible", "no") or of what bounds a step ("kv"); none for other words. A colour
/// only repeats what the word says.
Colour colour_of(std::string_view word);

}  // namespace tokroof
