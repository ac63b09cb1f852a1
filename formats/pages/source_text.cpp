#include "formats/pages/source_text.hpp"

#include <algorithm>

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

SourceText SourceText::tidy() const {
  SourceText out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool blank = c == ' ' || c == '\t' || c == '\r';
    const bool after_blank = out.empty() || out.text.back() == ' ' || out.text.back() == '\n';
    if (blank && after_blank) {
      continue;
    }
    if (c == '\n' && !out.empty() && out.text.back() == ' ') {
      out.text.back() = '\n';
      continue;
    }
    if (c == '\n' && after_blank) {
      continue;
    }
    out.put(blank ? ' ' : c, at[i]);
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
