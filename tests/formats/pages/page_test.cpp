#include "formats/pages/page.hpp"

#include <catch2/catch.hpp>
#include "catalog/input_error.hpp"
#include "formats/pages/html_entities.hpp"
#include "formats/pages/sentences.hpp"

using namespace tokroof;

namespace {

/// Blocks as one line each: "h1 Title", "p Text", "- Item", "| cell | cell".
std::vector<std::string> blocks_of(std::string text, std::string_view name) {
  std::vector<std::string> out;
  for (const formats::PageBlock& block : formats::read_page(std::move(text), name).blocks) {
    switch (block.kind) {
      case formats::BlockKind::heading:
        out.push_back("h" + std::to_string(block.level) + " " + block.text.text);
        break;
      case formats::BlockKind::paragraph: out.push_back("p " + block.text.text); break;
      case formats::BlockKind::item: out.push_back("- " + block.text.text); break;
      case formats::BlockKind::table:
        for (const auto& row : block.rows) {
          std::string line = block.has_header && &row == &block.rows.front() ? "|=" : "|";
          for (const formats::SourceText& cell : row) line += " " + cell.text + " |";
          out.push_back(line);
        }
    }
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("Markdown becomes headings, paragraphs, items and tables without their markup") {
  CHECK(blocks_of("# The **RTX 3090**\n\nIt has [24 GB](https://example.org/90GB) of `VRAM`.\n\n- ~936 "
                  "GB/s\n- Q4_K_M stays\n"
                  "\n| GPU | t/s |\n|:--|--:|\n| 3090 | 40 \\| 41 |\n",
                  "a.md") == Lines{"h1 The RTX 3090",
                                   "p It has 24 GB of VRAM.",
                                   "- ~936 GB/s",
                                   "- Q4_K_M stays",
                                   "|= GPU | t/s |",
                                   "| 3090 | 40 | 41 |"});
}

TEST_CASE("a table may have no bars at its edges, and one of HTML may stand in Markdown") {
  CHECK(
      blocks_of("GPU | t/s\n--- | ---\n3090 | 40\n\n<table><tr><th>a</th></tr><tr><td>1</td></tr></table>\n",
                "a.md") == Lines{"|= GPU | t/s |", "| 3090 | 40 |", "|= a |", "| 1 |"});
}

TEST_CASE("a line alone heads what follows in plain text, and one with a colon leads it in") {
  CHECK(blocks_of("Two cards\n\nNVIDIA L40S specifications:\n\nIt is a card.\n", "a.txt") ==
        Lines{"h1 Two cards", "h8 NVIDIA L40S specifications:", "p It is a card."});
}

TEST_CASE("what is struck out, footnotes, images and addresses are no text") {
  CHECK(blocks_of("It does ~~90~~ 40 t/s[^1] ![900 t/s](x.png) https://e.org/80GB now.\n", "a.md") ==
        Lines{"p It does 40 t/s now."});
}

TEST_CASE("HTML becomes the same blocks, without scripts, styles and marks of footnotes") {
  CHECK(blocks_of("<title>T</title><script>var x = '900 t/s';</script><style>p{}</style><h2>Cards</h2><p>The "
                  "<b>3090</b> has "
                  "936<sup>1</sup>&nbsp;GB/s &amp; 24&#32;GB<ul><li>350&thinsp;W</ul><!-- 1 W --><p>a<br>b",
                  "a.html") ==
        Lines{"h1 T", "h2 Cards", "p The 3090 has 936 GB/s & 24 GB", "- 350 W", "p a\nb"});
}

TEST_CASE("a cell of HTML that spans rows or columns stands in each of them") {
  CHECK(blocks_of(
            "<table><tr><th colspan=2>a</th><th>b</th></tr><tr><td rowspan=2>x</td><td>1</td><td>2</td></tr>"
            "<tr><td>3</td><td>4</td></tr></table>",
            "a.html") == Lines{"|= a | a | b |", "| x | 1 | 2 |", "| x | 3 | 4 |"});
}

TEST_CASE("HTML that is broken is read as far as it goes") {
  CHECK(blocks_of("<p>1 < 2 <b>three <td>four</table><p", "a.html") == Lines{"p 1 < 2 three", "p four<p"});
  CHECK(blocks_of("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c", "a.html") ==
        Lines{"| a\nb | c |"});
  CHECK(blocks_of("<!-- never closed 40 t/s", "a.html").empty());
  CHECK(blocks_of("<script>never closed 40 t/s", "a.html").empty());
}

TEST_CASE("a page is HTML by its name or by its first tag") {
  CHECK(formats::read_page("<!DOCTYPE html><p>a", "-").format == formats::PageFormat::html);
  CHECK(formats::read_page("a", "a.HTM").format == formats::PageFormat::html);
  CHECK(formats::read_page("<div>a", "a.md").format == formats::PageFormat::markdown);
}

TEST_CASE("what is no text is refused with its line") {
  const auto where = [](std::string text) {
    try {
      formats::read_page(std::move(text), "a.md");
    } catch (const catalog::InputError& error) {
      CHECK(error.kind == "bad-file");
      return error.where;
    }
    return std::string("accepted");
  };
  CHECK(where(std::string("a\nb\0c", 5)) == "a.md:2");
  CHECK(where("a\n\n\xFF") == "a.md:3");
  CHECK(where(std::string(formats::kMostPageBytes + 1, 'a')) == "a.md");
}

TEST_CASE("every byte of a block knows where it stands in the page") {
  const formats::Page page = formats::read_page("# A *b* c\n\n|x|y|\n|-|-|\n|&ndash;1|`2`|\n", "a.md");
  const formats::SourceText& title = page.blocks.front().text;
  for (std::size_t i = 0; i < title.text.size(); ++i) {
    CHECK(page.source[title.at[i]] == title.text[i]);
  }
  const formats::PageLines lines(page.source);
  const formats::SourceText& cell = page.blocks.back().rows.back().back();
  CHECK(lines.place(cell.at[0]).line == 5);
  CHECK(lines.place(cell.at[0]).column == 12);
}

TEST_CASE("columns count characters, in any order of asking") {
  const std::string_view text = "€€ab\r\ncd";
  const formats::PageLines lines(text);
  CHECK(lines.place(7).column == 4);
  CHECK(lines.place(6).column == 3);
  CHECK(lines.place(10).line == 2);
  CHECK(lines.place(10).column == 1);
}

TEST_CASE("references of HTML are characters, and nothing else is one") {
  CHECK(formats::entity_at("&mdash;x").text == "—");
  CHECK(formats::entity_at("&#x20AC;").text == "€");
  CHECK(formats::entity_at("&#128512;").text == "\xF0\x9F\x98\x80");
  for (const char* none :
       {"&", "&;", "&#;", "&#xZZ;", "&#0;", "&#xD800;", "&#99999999999;", "&unknown;", "&amp"}) {
    CHECK(formats::entity_at(none).length == 0);
  }
}

TEST_CASE("sentences end with a full stop, not within a number or after an abbreviation") {
  const auto sentences = [](std::string_view text) {
    formats::SourceText all;
    all.put(text, 0);
    Lines out;
    for (const formats::SourceText& one : formats::sentences_of(all)) out.push_back(one.text);
    return out;
  };
  CHECK(sentences("It has 3.35 TB/s. The A100 has 2.0 vs. 3 TB/s; done.") ==
        Lines{"It has 3.35 TB/s.", "The A100 has 2.0 vs. 3 TB/s;", "done."});
  CHECK(sentences("Memory: 48GB\nPower: 350W") == Lines{"Memory: 48GB", "Power: 350W"});
  CHECK(sentences("The card that everybody wants to have in a machine of theirs\ngets 40 t/s.").size() == 1);
  CHECK(sentences(std::string(5000, 'a')).size() > 1);
}
