#include "predict/machine/text_lines.hpp"

#include <algorithm>
#include <charconv>

namespace tokroof {
namespace {

constexpr std::string_view kBlanks = " \t\r";

/// Takes "\x1b[4m" and the like out.
std::string without_escapes(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b' && i + 1 < line.size() && line[i + 1] == '[') {
      i = line.find_first_of("ABCDEFGHJKSTfmnsu", i + 2);
      if (i == std::string_view::npos) {
        break;
      }
    } else if (line[i] != '\r') {
      out += line[i];
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> text_lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.push_back(without_escapes(text.substr(0, end)));
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
  return KeyValue{
      std::string(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1))), indent};
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

}  // namespace tokroof
