#include "formats/pages/marked_page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/visible_text.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>tokroof audit</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; margin: 1em 0; }
td, th { border: 1px solid #bbb; padding: .2em .6em; vertical-align: top; text-align: left; }
mark { padding: 0 .15em; border-radius: .2em; background: #e4e4e4; }
mark.plausible { background: #cfe9cf; }
mark.suspect { background: #ffe2a8; }
mark.impossible, mark.wrong-spec { background: #ffc4bd; }
mark.unknown { background: none; border-bottom: 2px dotted #888; }
mark small { display: none; }
mark.suspect small, mark.impossible small, mark.wrong-spec small { display: inline; }
.summary { border-left: 4px solid #888; padding-left: 1em; }
</style>
</head>
<body>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : catalog::visible_lines(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': out += "<br>"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

class MarkedText {
 public:
  explicit MarkedText(const std::vector<PageMark>& marks) : marks_(marks) {}

  [[nodiscard]] std::string of(const SourceText& text) const {
    std::string out;
    std::size_t done = 0;
    while (done < text.text.size()) {
      const PageMark* mark = next(text, done);
      const std::size_t begin = mark == nullptr ? text.text.size() : place(text, mark->begin, done);
      out += escaped(std::string_view(text.text).substr(done, begin - done));
      if (mark == nullptr) {
        break;
      }
      const std::size_t end = std::max(place(text, mark->end, begin), begin + 1);
      out += fmt::format("<mark class=\"{}\" title=\"{}\">{}<small> [{}]</small></mark>",
                         escaped(mark->style),
                         escaped(mark->explanation),
                         escaped(std::string_view(text.text).substr(begin, end - begin)),
                         escaped(mark->explanation));
      done = end;
    }
    return out;
  }

 private:
  /// The byte of the text that stands at a place of the page, or the next one.
  static std::size_t place(const SourceText& text, std::size_t byte, std::size_t from) {
    const auto at =
        std::lower_bound(text.at.begin() + static_cast<std::ptrdiff_t>(from), text.at.end(), byte);
    return static_cast<std::size_t>(at - text.at.begin());
  }

  /// The first mark that begins in the rest of the text.
  [[nodiscard]] const PageMark* next(const SourceText& text, std::size_t from) const {
    const auto found = std::lower_bound(
        marks_.begin(), marks_.end(), text.at[from], [](const PageMark& mark, std::size_t byte) {
          return mark.begin < byte;
        });
    return found != marks_.end() && found->begin <= text.at.back() ? &*found : nullptr;
  }

  const std::vector<PageMark>& marks_;
};

}  // namespace

std::string marked_page(const Page& page, const std::vector<PageMark>& marks, std::string_view summary) {
  std::vector<PageMark> ordered = marks;
  std::stable_sort(
      ordered.begin(), ordered.end(), [](const PageMark& a, const PageMark& b) { return a.begin < b.begin; });
  const MarkedText text(ordered);
  std::string out = std::string(kHead) + fmt::format("<p class=\"summary\">{}</p>\n", escaped(summary));
  for (const PageBlock& block : page.blocks) {
    if (block.kind != BlockKind::table) {
      const std::string tag = block.kind == BlockKind::heading
                                  ? fmt::format("h{}", std::clamp(block.level, 1, 6))
                              : block.kind == BlockKind::item ? "li"
                                                              : "p";
      out += fmt::format("<{0}>{1}</{0}>\n", tag, text.of(block.text));
      continue;
    }
    out += "<table>\n";
    for (std::size_t row = 0; row < block.rows.size(); ++row) {
      const char* tag = row == 0 && block.has_header ? "th" : "td";
      out += "<tr>";
      for (const SourceText& cell : block.rows[row]) {
        out += fmt::format("<{0}>{1}</{0}>", tag, text.of(cell));
      }
      out += "</tr>\n";
    }
    out += "</table>\n";
  }
  return out + "</body>\n</html>\n";
}

}  // namespace tokroof::formats
