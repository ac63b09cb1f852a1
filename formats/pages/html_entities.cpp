#include "formats/pages/html_entities.hpp"

#include <charconv>
#include <cstdint>

#include "catalog/visible_text.hpp"

namespace tokroof::formats {
namespace {

struct NamedCharacter {
  std::string_view name, text;
};

// Those that stand between figures, and those that every page has.
constexpr NamedCharacter kNamed[] = {
    {"amp", "&"},   {"lt", "<"},     {"gt", ">"},     {"quot", "\""}, {"apos", "'"},   {"nbsp", " "},
    {"ensp", " "},  {"emsp", " "},   {"thinsp", " "}, {"ndash", "–"}, {"mdash", "—"},  {"minus", "-"},
    {"times", "×"}, {"asymp", "≈"},  {"approx", "≈"}, {"sim", "~"},   {"tilde", "~"},  {"le", "≤"},
    {"ge", "≥"},    {"plusmn", "±"}, {"euro", "€"},   {"pound", "£"}, {"dollar", "$"}, {"hellip", "…"},
    {"rsquo", "’"}, {"lsquo", "‘"},  {"ldquo", "“"},  {"rdquo", "”"}, {"bull", "•"},   {"middot", "·"},
    {"check", "✓"}, {"trade", "™"},  {"reg", "®"},    {"copy", "©"},  {"percnt", "%"}, {"sol", "/"},
    {"num", "#"},   {"lpar", "("},   {"rpar", ")"},   {"comma", ","}, {"period", "."}, {"colon", ":"},
    {"plus", "+"},  {"equals", "="}, {"hyphen", "-"}};

std::string by_number(std::string_view digits) {
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  digits.remove_prefix(hexadecimal ? 1 : 0);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  constexpr std::uint32_t kNoBreakSpace = 0xA0, kLast = 0x10FFFF;
  if (error != std::errc{} || end != digits.data() + digits.size() || code < 0x20 || code > kLast ||
      surrogate) {
    return "";
  }
  return code == kNoBreakSpace ? " " : catalog::utf8_of(code);
}

}  // namespace

Entity entity_at(std::string_view text) {
  constexpr std::size_t kLongest = 12;
  const std::size_t end = text.substr(0, kLongest).find(';');
  if (!text.starts_with('&') || end == std::string_view::npos) {
    return {};
  }
  const std::string_view name = text.substr(1, end - 1);
  if (name.starts_with('#')) {
    std::string character = by_number(name.substr(1));
    return character.empty() ? Entity{} : Entity{std::move(character), end + 1};
  }
  for (const NamedCharacter& known : kNamed) {
    if (known.name == name) {
      return {std::string(known.text), end + 1};
    }
  }
  return {};
}

}  // namespace tokroof::formats
