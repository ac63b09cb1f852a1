#include "answers/plot/text_width.hpp"

#include <algorithm>

namespace tokroof::plot {
namespace {

/// Advance in units of the font's size: DejaVu Sans's, the widest of the usual ones, rounded up.
double advance(unsigned char c) {
  constexpr std::string_view kNarrow = "iljI.,:;'|! ", kSlim = "ftr()[]-/\\\"*",
                             kWide = "mwMWOQGDHNU%@&+=<>~";
  if ((c & 0xC0) == 0x80) {
    return 0;  // goes on a character that has been counted
  }
  if (kNarrow.find(static_cast<char>(c)) != std::string_view::npos) return 0.33;
  if (kSlim.find(static_cast<char>(c)) != std::string_view::npos) return 0.41;
  if (kWide.find(static_cast<char>(c)) != std::string_view::npos) return 0.85;
  return c >= 'A' && c <= 'Z' ? 0.69 : 0.63;
}

}  // namespace

double text_width(std::string_view text, double font_px) {
  double width = 0;
  for (const char c : text) {
    width += advance(static_cast<unsigned char>(c));
  }
  return width * font_px;
}

std::vector<std::string> wrapped(std::string_view text, double font_px, double width_px) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (!line.empty() && text_width(longer, font_px) > width_px) {
      lines.push_back(line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (!line.empty()) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace tokroof::plot
