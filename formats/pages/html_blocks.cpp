#include <algorithm>
#include <charconv>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/pages/html_entities.hpp"
#include "formats/pages/html_table.hpp"
#include "formats/pages/page.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Elements whose text is none of the page's.
bool is_left_out(std::string_view name) {
  return model::is_one_of(name,
                          "script|style|template|svg|math|noscript|select|textarea|iframe|object|canvas");
}

/// What is struck out, and marks of footnotes, which would make another figure of the one before them.
bool is_struck_out(std::string_view name) { return model::is_one_of(name, {"sup", "del", "s", "strike"}); }

bool is_inline(std::string_view name) {
  return model::is_one_of(name,
                          "a|abbr|b|bdi|cite|code|data|em|font|i|img|ins|kbd|label|mark|q|samp|span|strong|"
                          "sub|time|tt|u|var|wbr|big|path|input|button");
}

struct HtmlTag {
  std::string_view name;  ///< in lower case
  std::string_view rest;  ///< in lower case
  bool closes = false;
  std::size_t end = 0;  ///< behind it
};

class HtmlBlockReader {
 public:
  HtmlBlockReader(std::string_view text, std::size_t begin, std::vector<PageBlock>& blocks)
      : text_(text), lower_(catalog::lower_case(text)), begin_(begin), blocks_(blocks) {}

  void read() {
    for (std::size_t at = 0; at < text_.size();) {
      if (text_[at] == '<') {
        at = markup(at);
      } else if (text_[at] == '&') {
        at = reference(at);
      } else {
        put(text_.substr(at, 1), at);
        ++at;
      }
    }
    if (tables_ > 0) {
      table_.finish(blocks_);
    }
    flush();
  }

 private:
  SourceText& here() { return tables_ > 0 && !caption_ ? table_.cell() : text_here_; }
  [[nodiscard]] bool lost() const { return tables_ > 0 && !caption_ && !table_.in_cell(); }

  void put(std::string_view bytes, std::size_t at) {
    if (lost()) {
      return;
    }
    const bool breaks = bytes == "\n" || bytes == "\r";
    here().put_for(breaks ? (preformatted_ > 0 ? "\n" : " ") : bytes, begin_ + at);
  }

  std::size_t reference(std::size_t at) {
    const Entity entity = entity_at(text_.substr(at));
    put(entity.length > 0 ? std::string_view(entity.text) : text_.substr(at, 1), at);
    return at + std::max<std::size_t>(entity.length, 1);
  }

  /// The end of a tag; a '>' in quotes is none, where the quotes end soon.
  [[nodiscard]] std::size_t tag_end(std::size_t at) const {
    constexpr std::size_t kMost = 500;
    char quote = 0;
    for (std::size_t i = at; i < std::min(text_.size(), at + kMost); ++i) {
      const char c = text_[i];
      if (quote != 0) {
        quote = c == quote ? '\0' : quote;
      } else if (c == '>') {
        return i;
      } else if ((c == '"' || c == '\'') && text_[i - 1] == '=') {
        quote = c;
      }
    }
    return text_.find('>', at);
  }

  HtmlTag tag_at(std::size_t at) {
    HtmlTag tag;
    std::size_t name = at + 1;
    tag.closes = name < text_.size() && text_[name] == '/';
    name += tag.closes ? 1 : 0;
    std::size_t behind = name;
    while (behind < lower_.size() && ((lower_[behind] >= 'a' && lower_[behind] <= 'z') ||
                                      (behind > name && catalog::is_digit(lower_[behind])))) {
      ++behind;
    }
    const bool named = behind > name && !no_more_tags_;
    const std::size_t end = named ? tag_end(at + 1) : std::string_view::npos;
    no_more_tags_ = no_more_tags_ || (named && end == std::string_view::npos);
    if (end != std::string_view::npos) {
      tag.name = std::string_view(lower_).substr(name, behind - name);
      tag.rest = end > behind ? std::string_view(lower_).substr(behind, end - behind) : std::string_view{};
      tag.end = end + 1;
    }
    return tag;
  }

  /// What begins with '<'.
  std::size_t markup(std::size_t at) {
    if (text_.substr(at).starts_with("<!--")) {
      const std::size_t end = text_.find("-->", at + 4);
      return end == std::string_view::npos ? text_.size() : end + 3;
    }
    if (text_.substr(at).starts_with("<!") || text_.substr(at).starts_with("<?")) {
      const std::size_t end = text_.find('>', at);
      return end == std::string_view::npos ? text_.size() : end + 1;
    }
    const HtmlTag tag = tag_at(at);
    if (tag.name.empty()) {
      put("<", at);
      return at + 1;
    }
    if (is_left_out(tag.name)) {
      const bool whole = tag.closes || tag.rest.ends_with('/');
      const std::string close = "</" + std::string(tag.name);
      const std::size_t end = whole ? tag.end : lower_.find(close, tag.end);
      return end == std::string::npos ? text_.size() : end;
    }
    if (is_struck_out(tag.name)) {
      constexpr std::size_t kLongest = 300;
      const std::string close = "</" + std::string(tag.name) + ">";
      const std::size_t end = tag.closes ? std::string_view::npos
                                         : std::string_view(lower_).substr(tag.end, kLongest).find(close);
      return end == std::string_view::npos ? tag.end : tag.end + end;
    }
    take(tag, at);
    return tag.end;
  }

  void take(const HtmlTag& tag, std::size_t at) {
    if (tag.name == "table") {
      table(tag, at);
    } else if (tables_ > 0 && tag.name == "caption") {
      caption_ = !tag.closes;
      flush();
    } else if (tables_ == 1 && tag.name == "tr") {
      table_.begin_row();
    } else if (tables_ == 1 && model::is_one_of(tag.name, {"td", "th"})) {
      tag.closes ? table_.end_cell()
                 : table_.begin_cell(tag.name == "th", attribute(tag, "colspan"), attribute(tag, "rowspan"));
    } else if (tag.name == "br" || tag.name == "small" || (lies_in_cell() && !is_inline(tag.name))) {
      if (!lost()) here().put('\n', begin_ + at);
    } else if (!is_inline(tag.name)) {
      block(tag);
    }
  }

  [[nodiscard]] bool lies_in_cell() const { return tables_ > 0 && !caption_; }

  static std::size_t attribute(const HtmlTag& tag, std::string_view name) {
    std::size_t at = tag.rest.find(name);
    at = at == std::string_view::npos ? at : tag.rest.find_first_of("0123456789", at);
    std::size_t value = 1;
    if (at != std::string_view::npos) {
      std::from_chars(tag.rest.data() + at, tag.rest.data() + tag.rest.size(), value);
    }
    return value;
  }

  void table(const HtmlTag& tag, std::size_t at) {
    if (!tag.closes) {
      if (tables_ == 0) {
        flush();
      } else if (table_.in_cell()) {
        here().put('\n', begin_ + at);
      }
      ++tables_;
    } else if (tables_ > 0 && --tables_ == 0) {
      caption_ = false;
      flush();
      table_.finish(blocks_);
    }
  }

  void block(const HtmlTag& tag) {
    flush();
    if (tag.name == "pre") {
      preformatted_ = std::max(0, preformatted_ + (tag.closes ? -1 : 1));
    }
    kind_ = BlockKind::paragraph;
    level_ = 0;
    if (tag.closes) {
      return;
    }
    const bool heads = tag.name.size() == 2 && tag.name[0] == 'h' && tag.name[1] >= '1' && tag.name[1] <= '6';
    if (heads || tag.name == "title") {
      kind_ = BlockKind::heading;
      level_ = heads ? tag.name[1] - '0' : 1;
    } else if (model::is_one_of(tag.name, {"li", "dd", "dt"})) {
      kind_ = BlockKind::item;
    }
  }

  void flush() {
    PageBlock block;
    block.text = text_here_.tidy();
    text_here_.clear();
    if (!block.text.empty()) {
      block.kind = kind_;
      block.level = level_;
      blocks_.push_back(std::move(block));
    }
  }

  std::string_view text_;
  std::string lower_;
  std::size_t begin_;
  std::vector<PageBlock>& blocks_;
  SourceText text_here_;
  BlockKind kind_ = BlockKind::paragraph;
  int level_ = 0;
  HtmlTable table_;
  int tables_ = 0;  ///< one inside the other
  bool caption_ = false;
  int preformatted_ = 0;
  bool no_more_tags_ = false;  ///< no '>' follows
};

}  // namespace

void read_html_blocks(std::string_view text, std::size_t begin, std::vector<PageBlock>& blocks) {
  HtmlBlockReader(text, begin, blocks).read();
}

}  // namespace tokroof::formats
