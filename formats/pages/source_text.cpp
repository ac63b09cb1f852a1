#include "formats/pages/source_text.hpp"

#include <algorithm>

#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::formats {

void SourceText::put(char c, std::size_t place) {
  text.push_back(c);
  at.push_back(static_cast<std::uint32_t>(place));
}

void SourceText::put(std::string_view bytes, std::size_t place) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    put(bytes[i], place + i);
  }
}

void SourceText::put_for(std::string_view bytes, std::size_t place) {
  for (const char c : bytes) {
    put(c, place);
  }
}

void SourceText::put(const SourceText& other) {
  text += other.text;
  at.insert(at.end(), other.at.begin(), other.at.end());
}

void SourceText::clear() {
  text.clear();
  at.clear();
}

SourceText SourceText::part(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text.size());
  end = std::clamp(end, begin, text.size());
  SourceText out;
  out.text = text.substr(begin, end - begin);
  out.at.assign(at.begin() + static_cast<std::ptrdiff_t>(begin),
                at.begin() + static_cast<std::ptrdiff_t>(end));
  return out;
}

namespace {

/// How long a blank of print at the front of a text is ("110 tok/s" that no line may end within); 0: none is there.
std::size_t printed_blank(std::string_view text) {
  for (const std::string_view blank :
       {"\u00a0", "\u2002", "\u2003", "\u2007", "\u2009", "\u200a", "\u202f"}) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

bool is_digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && catalog::is_digit(text[at]);
}

/// "1 234" with a narrow blank parts thousands: three digits behind it, up to three alone before it.
bool parts_thousands(std::string_view text, std::size_t at, std::size_t length) {
  constexpr std::size_t kDigits = 3;
  if (length <= 2) return false;  // as wide as any other blank
  std::size_t before = 0, behind = 0;
  while (before < at && is_digit_at(text, at - before - 1)) ++before;
  while (is_digit_at(text, at + length + behind)) ++behind;
  const char first = before < at ? text[at - before - 1] : ' ';
  const bool in_word = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '.';
  return before > 0 && before <= kDigits && behind == kDigits && !in_word;
}

}  // namespace

SourceText SourceText::tidy() const {
  SourceText out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::size_t printed = printed_blank(std::string_view(text).substr(i));
    const bool blank = c == ' ' || c == '\t' || c == '\r' || printed > 0;
    const bool after_blank = out.empty() || out.text.back() == ' ' || out.text.back() == '\n';
    const std::size_t place = at[i];
    const bool in_number = parts_thousands(text, i, printed);
    i += printed > 0 ? printed - 1 : 0;
    if (in_number || (blank && after_blank)) {
      continue;
    }
    if (c == '\n' && !out.empty() && out.text.back() == ' ') {
      out.text.back() = '\n';
      continue;
    }
    if (c == '\n' && after_blank) {
      continue;
    }
    out.put(blank ? ' ' : c, place);
  }
  while (!out.empty() && (out.text.back() == ' ' || out.text.back() == '\n')) {
    out.text.pop_back();
    out.at.pop_back();
  }
  return out;
}

PageLines::PageLines(std::string_view page) : page_(page), starts_(1, 0) {
  for (std::size_t i = 0; i < page.size(); ++i) {
    const bool ends = page[i] == '\n' || (page[i] == '\r' && (i + 1 == page.size() || page[i + 1] != '\n'));
    if (ends) {
      starts_.push_back(i + 1);
    }
  }
}

PagePlace PageLines::place(std::size_t byte) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), byte);
  const std::size_t start = *(after - 1);
  PagePlace out{static_cast<int>(after - starts_.begin()), 1};
  const bool goes_on = out.line == last_.line && byte >= last_byte_;
  out.column = goes_on ? last_.column : 1;
  byte = std::min(byte, page_.size());
  for (std::size_t i = goes_on ? last_byte_ : start; i < byte; ++i) {
    out.column += catalog::continues_character(page_[i]) ? 0 : 1;
  }
  last_byte_ = byte;
  last_ = out;
  return out;
}

}  // namespace tokroof::formats
