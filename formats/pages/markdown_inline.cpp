#include "formats/pages/markdown_inline.hpp"

#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/pages/html_entities.hpp"

namespace tokroof::formats {
namespace {

constexpr std::size_t kLongestMarkup = 400;  // of a link's address, a tag: what is longer is text

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || catalog::is_digit(c) ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

class InlineMarkdown {
 public:
  InlineMarkdown(std::string_view line, std::size_t begin) : line_(line), begin_(begin) {}

  SourceText read() {
    for (std::size_t at = 0; at < line_.size();) {
      const std::size_t behind = markup(at);
      if (behind == at) {
        out_.put(line_[at], begin_ + at);
      }
      at = std::max(behind, at + 1);
    }
    return out_.tidy();
  }

 private:
  [[nodiscard]] char byte(std::size_t at) const { return at < line_.size() ? line_[at] : '\0'; }
  [[nodiscard]] bool word_at(std::size_t at) const { return at < line_.size() && is_word_byte(line_[at]); }
  [[nodiscard]] bool is(std::size_t at, std::string_view text) const {
    return line_.substr(at).starts_with(text);
  }
  /// Behind the next `text`; `at` where it is not near.
  [[nodiscard]] std::size_t behind(std::size_t at, std::size_t from, std::string_view text) const {
    const std::size_t found = line_.substr(std::min(from, line_.size()), kLongestMarkup).find(text);
    return found == std::string_view::npos ? at : from + found + text.size();
  }

  /// Behind the markup at a place; the place itself: there is none.
  std::size_t markup(std::size_t at) {
    switch (line_[at]) {
      case '\\': return escaped(at);
      case '*': return is_product(at) ? at : at + 1;
      case '_': return word_at(at + 1) && at > 0 && word_at(at - 1) ? at : at + 1;
      case '`': return at + 1;
      case '~': return is(at, "~~") ? std::max(behind(at, at + 2, "~~"), at + 2) : at;
      case '!': return is(at, "![") ? image(at) : at;
      case '[': return is(at, "[^") ? std::max(behind(at, at, "]"), at + 1) : at + 1;
      case ']': return is(at, "](") ? std::max(behind(at, at + 2, ")"), at + 1) : at + 1;
      case '<': return tag(at);
      case '&': return entity(at);
      case 'h': return is(at, "http://") || is(at, "https://") ? address(at) : at;
      default: return at;
    }
  }

  std::size_t escaped(std::size_t at) {
    constexpr std::string_view kEscaped = "\\`*_{}[]()#+-.!|~<>$&\"'";
    if (at + 1 >= line_.size() || kEscaped.find(line_[at + 1]) == std::string_view::npos) {
      return at;
    }
    out_.put(line_[at + 1], begin_ + at + 1);
    return at + 2;
  }

  /// "2*3090", "512 * 40"
  [[nodiscard]] bool is_product(std::size_t at) const {
    const bool blanks = at > 0 && line_[at - 1] == ' ' && byte(at + 1) == ' ';
    return blanks || (at > 0 && catalog::is_digit(line_[at - 1]) && catalog::is_digit(byte(at + 1)));
  }

  [[nodiscard]] std::size_t image(std::size_t at) const {
    const std::size_t address = behind(at, at + 2, "](");
    return address == at ? at + 2 : std::max(behind(at, address, ")"), address);
  }

  std::size_t tag(std::size_t at) {
    const char first = byte(at + 1) == '/' ? byte(at + 2) : byte(at + 1);
    const std::size_t end = behind(at, at, ">");
    if (end == at || !((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z'))) {
      return at;
    }
    const std::string name =
        catalog::lower_case(line_.substr(at + 1, std::min<std::size_t>(end - at - 2, 3)));
    if (name.starts_with("br")) {
      out_.put('\n', begin_ + at);
    }
    return name == "sup" || name == "del" ? std::max(behind(at, end, "</" + name + ">"), end) : end;
  }

  std::size_t entity(std::size_t at) {
    const Entity found = entity_at(line_.substr(at));
    out_.put_for(found.text, begin_ + at);
    return at + found.length;
  }

  [[nodiscard]] std::size_t address(std::size_t at) const {
    return std::min(line_.find_first_of(" \t)>", at), line_.size());
  }

  std::string_view line_;
  std::size_t begin_;
  SourceText out_;
};

}  // namespace

SourceText inline_markdown(std::string_view line, std::size_t begin) {
  return InlineMarkdown(line, begin).read();
}

std::vector<SourceText> markdown_cells(std::string_view row, std::size_t begin, char bar) {
  std::vector<SourceText> out;
  const std::size_t first = row.find_first_not_of(" \t");
  std::size_t at = first == std::string_view::npos ? row.size() : first;
  at += at < row.size() && row[at] == bar ? 1 : 0;
  while (at < row.size()) {
    std::size_t end = at;
    while (end < row.size() && row[end] != bar) {
      end += row[end] == '\\' && end + 1 < row.size() ? 2 : 1;
    }
    end = std::min(end, row.size());
    const bool rest = end == row.size() && catalog::trimmed(row.substr(at)).empty();
    if (!rest) {
      out.push_back(inline_markdown(row.substr(at, end - at), begin + at));
    }
    at = end + 1;
  }
  return out;
}

bool is_delimiter_row(std::string_view line) {
  line = catalog::trimmed(line);
  return catalog::contains(line, "-") && catalog::contains(line, "|") &&
         line.find_first_not_of("|-: \t") == std::string_view::npos;
}

}  // namespace tokroof::formats
