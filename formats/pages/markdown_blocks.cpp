#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/pages/markdown_inline.hpp"
#include "formats/pages/page.hpp"

namespace tokroof::formats {
namespace {

// Levels of lines that stand for headings without being marked as one.
constexpr int kPlainHeading = 7, kLeadIn = 8;

struct MarkdownLine {
  std::string_view text;
  std::size_t begin = 0;  ///< in the page
};

std::vector<MarkdownLine> lines_of(std::string_view page) {
  std::vector<MarkdownLine> out;
  std::size_t at = page.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < page.size()) {
    const std::size_t end = std::min(page.find_first_of("\r\n", at), page.size());
    out.push_back({page.substr(at, end - at), at});
    at = end + (page.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  return out;
}

class MarkdownBlockReader {
 public:
  MarkdownBlockReader(std::string_view page, std::vector<PageBlock>& blocks)
      : page_(page), lines_(lines_of(page)), blocks_(blocks) {}

  void read() {
    std::size_t i = behind_front_matter();
    read_title(i);
    while (i < lines_.size()) {
      i = std::max(read_line(i), i + 1);
    }
    flush();
  }

 private:
  [[nodiscard]] std::string_view line(std::size_t i) const {
    return i < lines_.size() ? catalog::trimmed(lines_[i].text) : std::string_view{};
  }

  /// Settings before a page, between lines of "---".
  [[nodiscard]] std::size_t behind_front_matter() const {
    constexpr std::size_t kMost = 100;
    for (std::size_t i = 1; line(0) == "---" && i < std::min(lines_.size(), kMost); ++i) {
      if (line(i) == "---") return i + 1;
    }
    return 0;
  }

  /// "title: ..." among the settings before a page.
  void read_title(std::size_t end) {
    constexpr std::string_view kTitle = "title:";
    for (std::size_t i = 0; i < end; ++i) {
      if (!line(i).starts_with(kTitle)) continue;
      std::string_view title = catalog::trimmed(line(i).substr(kTitle.size()));
      const bool quoted = title.size() > 1 && (title.front() == '"' || title.front() == '\'');
      if (quoted && title.back() == title.front()) title = title.substr(1, title.size() - 2);
      add(BlockKind::heading, 1, inline_markdown(title, place(title)));
    }
  }

  /// Reads what begins at a line; the line behind it.
  std::size_t read_line(std::size_t i) {
    const std::string_view text = line(i);
    if (text.empty()) {
      flush();
      return i + 1;
    }
    if (text.starts_with("```") || text.starts_with("~~~")) {
      flush();
      in_code_ = !in_code_;
      return i + 1;
    }
    if (catalog::contains(text, "|") && is_delimiter_row(line(i + 1))) {
      return read_table(i);
    }
    if (!in_code_ && is_row_of_bars(i) && is_row_of_bars(i + 1)) {
      return read_bare_table(i, '|', [this](std::size_t k) { return is_row_of_bars(k); });
    }
    const std::size_t tabs = in_code_ ? 0 : tabs_in(i);
    if (tabs > 0 && tabs_in(i + 1) == tabs && tabs_in(i + 2) == tabs) {
      return read_bare_table(i, '\t', [this, tabs](std::size_t k) { return tabs_in(k) == tabs; });
    }
    if (in_code_) {
      start(BlockKind::paragraph, lines_[i].text, lines_[i].begin);
      flush();
      return i + 1;
    }
    if (text.size() > 5 && catalog::lower_case(text.substr(0, 6)) == "<table") {
      return read_html_table(i);
    }
    return read_prose(i, text);
  }

  std::size_t read_prose(std::size_t i, std::string_view text) {
    const std::size_t marks = std::min(text.find_first_not_of('#'), text.size());
    if (marks > 0 && marks <= 6 && (marks == text.size() || text[marks] == ' ')) {
      flush();
      const std::size_t last = text.find_last_not_of("# ");
      const std::string_view title =
          last == std::string_view::npos ? "" : text.substr(marks, last + 1 - marks);
      add(BlockKind::heading, static_cast<int>(marks), inline_markdown(title, place(title)));
      return i + 1;
    }
    const std::string_view below = line(i + 1);
    const bool underlined = below.size() > 2 && (below.find_first_not_of('=') == std::string_view::npos ||
                                                 below.find_first_not_of('-') == std::string_view::npos);
    if (underlined && text_.empty()) {
      add(BlockKind::heading, below[0] == '=' ? 1 : 2, inline_markdown(text, place(text)));
      return i + 2;
    }
    if (text.size() > 2 && text.find_first_not_of("-=*_ ") == std::string_view::npos) {
      flush();
      return i + 1;
    }
    while (text.starts_with('>')) {
      text = catalog::trimmed(text.substr(1));
    }
    if (const std::size_t mark = list_mark(text); mark > 0 && text.substr(mark).starts_with("## ")) {
      flush();  // a heading in a list
      const std::string_view title = text.substr(mark + 3);
      add(BlockKind::heading, 2, inline_markdown(title, place(title)));
    } else if (mark > 0) {
      start(BlockKind::item, text.substr(mark), place(text) + mark);
    } else if (text_.empty() || leads_in_list(i)) {
      start(BlockKind::paragraph, text, place(text));
    } else {
      text_.put('\n', place(text));
      text_.put(inline_markdown(text, place(text)));
      ++lines_here_;
    }
    return i + 1;
  }

  /// "After (Q4_0):" between two items, without a blank line: over the second, and no part of the first.
  [[nodiscard]] bool leads_in_list(std::size_t i) const {
    return kind_ == BlockKind::item && line(i).ends_with(':') && list_mark(line(i + 1)) > 0;
  }

  /// "- ", "* ", "12. ": how long it is; 0: there is none.
  static std::size_t list_mark(std::string_view text) {
    constexpr std::string_view kBullets[] = {"- ", "* ", "+ ", "• ", "– "};
    for (const std::string_view bullet : kBullets) {
      if (text.starts_with(bullet)) return bullet.size();
    }
    const std::size_t digits = text.find_first_not_of("0123456789");
    const bool numbered = digits != std::string_view::npos && digits > 0 && digits < 4 &&
                          (text.substr(digits).starts_with(". ") || text.substr(digits).starts_with(") "));
    return numbered ? digits + 2 : 0;
  }

  std::size_t read_table(std::size_t i) {
    flush();
    PageBlock block;
    block.kind = BlockKind::table;
    block.has_header = true;
    block.rows.push_back(markdown_cells(lines_[i].text, lines_[i].begin));
    i = read_rows(i + 2, '|', block, [this](std::size_t k) { return catalog::contains(line(k), "|"); });
    if (is_title_row(block.rows.front()) && block.rows.size() > 2) {
      add(BlockKind::paragraph, 0, std::move(block.rows.front().front()));
      block.rows.erase(block.rows.begin());
    }
    blocks_.push_back(std::move(block));
    return i;
  }

  /// "| Specifications | | |" above the names of columns.
  static bool is_title_row(const std::vector<SourceText>& row) {
    return row.size() > 1 && !row.front().empty() &&
           std::all_of(row.begin() + 1, row.end(), [](const SourceText& cell) { return cell.empty(); });
  }

  /// "| RTX 3090 | 24 GB |": of a table that may lack the line below its first.
  [[nodiscard]] bool is_row_of_bars(std::size_t i) const {
    const std::string_view text = line(i);
    return text.starts_with('|') && text.find('|', text.find('|', 1) + 1) != std::string_view::npos;
  }

  /// Of a row that was copied from a page: "RTX 3090<tab>24 GB".
  [[nodiscard]] std::size_t tabs_in(std::size_t i) const {
    const std::string_view text = line(i);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\t'));
  }

  template <class IsRow>
  std::size_t read_bare_table(std::size_t i, char bar, IsRow&& is_row) {
    flush();
    PageBlock block;
    block.kind = BlockKind::table;
    i = read_rows(i, bar, block, is_row);
    blocks_.push_back(std::move(block));
    return i;
  }

  /// The rows of a table from a line on; the line behind them.
  template <class IsRow>
  std::size_t read_rows(std::size_t i, char bar, PageBlock& table, IsRow&& is_row) {
    for (; is_row(i); ++i) {
      table.rows.push_back(markdown_cells(lines_[i].text, lines_[i].begin, bar));
    }
    return i;
  }

  std::size_t read_html_table(std::size_t i) {
    flush();
    std::size_t last = i;
    while (last < lines_.size() && !catalog::contains(catalog::lower_case(lines_[last].text), "</table")) {
      ++last;
    }
    last = std::min(last, lines_.size() - 1);
    const std::size_t begin = lines_[i].begin, end = lines_[last].begin + lines_[last].text.size();
    read_html_blocks(page_.substr(begin, end - begin), begin, blocks_);
    return last + 1;
  }

  [[nodiscard]] std::size_t place(std::string_view part) const {
    return part.empty() ? 0 : static_cast<std::size_t>(part.data() - page_.data());
  }

  void start(BlockKind kind, std::string_view text, std::size_t begin) {
    flush();
    kind_ = kind;
    lines_here_ = 1;
    text_ = in_code_ ? SourceText{} : inline_markdown(text, begin);
    if (in_code_) {
      text_.put(text, begin);
    }
  }

  void add(BlockKind kind, int level, SourceText text) {
    if (!text.empty()) {
      PageBlock block;
      block.kind = kind;
      block.level = level;
      block.text = std::move(text);
      blocks_.push_back(std::move(block));
    }
  }

  /// A line alone, without a full stop, is a heading of plain text; one that ends with a colon leads in what follows.
  void flush() {
    constexpr std::size_t kLongestHeading = 120;
    const std::string& text = text_.text;
    const bool alone = kind_ == BlockKind::paragraph && lines_here_ == 1 && !in_code_ && !text.empty() &&
                       text.size() <= kLongestHeading;
    const bool leads_in = alone && text.ends_with(':');
    const bool heading =
        leads_in || (alone && std::string_view(".!?,;").find(text.back()) == std::string_view::npos);
    const int level = blocks_.empty() && !leads_in ? 1 : leads_in ? kLeadIn : kPlainHeading;
    add(heading ? BlockKind::heading : kind_, heading ? level : 0, text_.tidy());
    text_.clear();
    lines_here_ = 0;
  }

  std::string_view page_;
  std::vector<MarkdownLine> lines_;
  std::vector<PageBlock>& blocks_;
  SourceText text_;
  BlockKind kind_ = BlockKind::paragraph;
  int lines_here_ = 0;
  bool in_code_ = false;
};

}  // namespace

void read_markdown_blocks(std::string_view text, std::vector<PageBlock>& blocks) {
  MarkdownBlockReader(text, blocks).read();
}

}  // namespace tokroof::formats
