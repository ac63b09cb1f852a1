#include "answers/colour.hpp"

#include <array>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "catalog/visible_text.hpp"

namespace tokroof::answers {
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

const std::string& mark() {
  static const std::string drawn = [] {
    std::random_device source;
    return fmt::format("\x1b{:08x}{:08x}[", source(), source());
  }();
  return drawn;
}

}  // namespace

std::string coloured(std::string_view text, Colour colour) {
  if (colour == Colour::none || text.empty()) {
    return std::string(text);
  }
  return fmt::format("{}{}m{}{}0m", mark(), kCodes[static_cast<std::size_t>(colour)], text, mark());
}

std::string for_terminal(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find(mark()); at != std::string_view::npos; at = text.find(mark())) {
    out += catalog::visible_lines(text.substr(0, at)) + "\x1b[";
    text.remove_prefix(at + mark().size());
  }
  return out + catalog::visible_lines(text);
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

}  // namespace tokroof::answers
