#include "formats/machines/text_lines.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>

#include "formats/benchmarks/text_pieces.hpp"

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

/// Without escape sequences and quotation marks of mails and forums ("> "); blanks that do not break
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
      out += line[i++];
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> text_lines(std::string_view text) {
  std::istringstream no_more;
  TextPieces pieces(no_more, std::string(text));
  std::vector<std::string> out;
  while (pieces.next()) {
    out.push_back(plain_line(pieces.text()));
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
  const std::vector<std::string_view> cells = catalog::trimmed_parts(line, "|");
  return {cells.begin(), cells.end()};
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
