#include "formats/machines/text_lines.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tokroof::formats {
namespace {

constexpr std::string_view kBlanks = " \t\r";

/// "\x1b[4m", and what is left of it where a copy has lost the escape character: "[4m", "[0m".
std::size_t end_of_escape(std::string_view line, std::size_t at) {
  if (line[at] == '\x1b') {
    return at + 1 < line.size() && line[at + 1] == '['
               ? std::min(line.find_first_of("ABCDEFGHJKSTfmnsu", at + 2), line.size() - 1) + 1
               : at + 1;
  }
  const std::size_t end = line.find_first_not_of("0123456789;", at + 1);
  return line[at] == '[' && end != std::string_view::npos && end > at + 1 && line[end] == 'm' ? end + 1 : at;
}

/// Without escape sequences, carriage returns and quotation marks of mails and forums ("> "); blanks that do not break
/// are blanks.
std::string plain_line(std::string_view line) {
  constexpr std::string_view kFirmBlank = "\xC2\xA0";
  while (line.starts_with('>')) {
    line.remove_prefix(line.starts_with("> ") ? 2 : 1);
  }
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    if (const std::size_t end = end_of_escape(line, i); end > i) {
      i = end;
    } else if (line.substr(i).starts_with(kFirmBlank)) {
      out += ' ';
      i += kFirmBlank.size();
    } else {
      if (line[i] != '\r') out += line[i];
      ++i;
    }
  }
  return out;
}

/// What PowerShell's '>' writes: two bytes a character. All that matters here is ASCII.
std::string from_utf16(std::string_view text) {
  std::string out;
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    out += text[i + 1] == 0 ? text[i] : '?';
  }
  return out;
}

}  // namespace

std::vector<std::string> text_lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  const std::string narrow = text.starts_with("\xFF\xFE") ? from_utf16(text) : "";
  text = narrow.empty() ? text : std::string_view(narrow);
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.push_back(plain_line(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

std::vector<std::string> blank_words(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    out.emplace_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
  return out;
}

std::optional<KeyValue> key_value(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t indent = line.find_first_not_of(kBlanks);
  return KeyValue{std::string(catalog::trimmed(line.substr(0, colon))),
                  std::string(catalog::trimmed(line.substr(colon + 1))),
                  indent};
}

std::vector<std::string> bar_cells(std::string_view line) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t bar = line.find('|');
    out.emplace_back(catalog::trimmed(line.substr(0, bar)));
    if (bar == std::string_view::npos) {
      return out;
    }
    line.remove_prefix(bar + 1);
  }
}

bool is_bus_address(std::string_view text) {
  constexpr std::string_view kShape = ":00:00.0";
  if (text.size() < kShape.size() + 4 || text.size() > kShape.size() + 8) {
    return false;
  }
  const std::size_t domain = text.size() - kShape.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hex = std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    if (i < domain || kShape[i - domain] == '0' ? !hex : text[i] != kShape[i - domain]) {
      return false;
    }
  }
  return true;
}

std::optional<int> gpu_number(std::string_view word) {
  if (!word.starts_with("GPU") || word.size() < 4) {
    return std::nullopt;
  }
  int out = 0;
  const auto [end, error] = std::from_chars(word.data() + 3, word.data() + word.size(), out);
  return error == std::errc() && end == word.data() + word.size() && out >= 0 ? std::optional(out)
                                                                              : std::nullopt;
}

}  // namespace tokroof::formats
