#include "predict/colour.hpp"

#include <array>
#include <utility>

namespace tokroof {
namespace {

constexpr std::array kCodes{"", "1", "2", "31", "32", "33", "34", "35", "36"};
static_assert(kCodes.size() == static_cast<std::size_t>(Colour::cyan) + 1);

constexpr std::array<std::pair<std::string_view, Colour>, 20> kWords{
    {{"ok", Colour::green},     {"plausible", Colour::green},  {"yes", Colour::green},
     {"slow", Colour::yellow},  {"fast", Colour::yellow},      {"suspect", Colour::yellow},
     {"no", Colour::red},       {"impossible", Colour::red},   {"wrong-spec", Colour::red},
     {"unknown", Colour::dim},  {"unverifiable", Colour::dim}, {"unexplained", Colour::dim},
     {"weights", Colour::cyan}, {"kv", Colour::magenta},       {"compute", Colour::blue},
     {"power", Colour::red},    {"launch", Colour::yellow},    {"link", Colour::yellow},
     {"host", Colour::yellow},  {"drive", Colour::yellow}}};

}  // namespace

std::string coloured(std::string_view text, Colour colour) {
  if (colour == Colour::none || text.empty()) {
    return std::string(text);
  }
  std::string out = "\x1b[";
  out += kCodes[static_cast<std::size_t>(colour)];
  return out.append("m").append(text).append("\x1b[0m");
}

Colour colour_of(std::string_view word) {
  if (word.ends_with('!')) {
    word.remove_suffix(1);
  }
  for (const auto& [known, colour] : kWords) {
    if (known == word) {
      return colour;
    }
  }
  return Colour::none;
}

}  // namespace tokroof
