// Pages that nobody would write: pieces of markup, names and figures in any order, with another seed in every run.
#include <random>

#include <catch2/catch.hpp>
#include "formats/pages/marked_page.hpp"
#include "formats/pages/page_claims.hpp"
#include "judge/audit/claims_table.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

std::string random_page(std::mt19937& random) {
  constexpr std::string_view kPieces[] = {"<table>",
                                          "</table>",
                                          "<tr>",
                                          "<td>",
                                          "<td colspan=99999 rowspan=99999>",
                                          "<th>",
                                          "</td>",
                                          "<p>",
                                          "<h1>",
                                          "<li>",
                                          "<br>",
                                          "<script>",
                                          "</script>",
                                          "<!--",
                                          "-->",
                                          "<",
                                          ">",
                                          "&",
                                          "&#x20AC;",
                                          "&ndash;",
                                          "\"",
                                          "'",
                                          "<a href=\"",
                                          "|",
                                          "|---|---|\n",
                                          "\n",
                                          "\n\n",
                                          "# ",
                                          "- ",
                                          "```\n",
                                          "**",
                                          "_",
                                          "[",
                                          "](",
                                          ")",
                                          "![",
                                          "~~",
                                          "\\",
                                          "*",
                                          "RTX 4090",
                                          "3090",
                                          "2x ",
                                          "A100 PCIe",
                                          "Llama 3.1 8B",
                                          "70B",
                                          "Q4_K_M",
                                          "40 t/s",
                                          "24 GB",
                                          "$1,999",
                                          "936 GB/s",
                                          "350W",
                                          "~",
                                          "-",
                                          "–",
                                          " vs ",
                                          " on ",
                                          ". ",
                                          ", ",
                                          ": ",
                                          "out of memory",
                                          "Batch 8",
                                          "VRAM",
                                          "tok/s",
                                          "Price",
                                          "989 TFLOPS",
                                          "1e999 GB",
                                          "999999999999999999 W",
                                          "0 GB",
                                          "é",
                                          "\xF0\x9F\x98\x80",
                                          "\t",
                                          "\r",
                                          " "};
  std::string out;
  for (std::size_t n = random() % 120; n > 0; --n) {
    out += kPieces[random() % std::size(kPieces)];
  }
  return out;
}

}  // namespace

TEST_CASE("any page is read, and what is read of it is a table of claims") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 200; ++i) {
    const std::string text = random_page(random);
    CAPTURE(text);
    for (const char* name : {"a.md", "a.html"}) {
      const formats::Page page = formats::read_page(text, name);
      const formats::PageReading reading = formats::read_page_claims(page, catalog::Catalog::bundled());
      CHECK(judge::read_claims_text(formats::page_claims_table(reading, name), name).size() ==
            reading.claims.size());
      std::vector<formats::PageMark> marks;
      for (const formats::PageClaim& claim : reading.claims) {
        CHECK(claim.begin < claim.end);
        CHECK(claim.end <= text.size());
        CHECK((claim.low <= claim.high || !claim.word.empty()));
        marks.push_back({claim.begin, claim.end, "plausible", "x"});
      }
      const std::string html = formats::marked_page(page, marks, "s");
      CHECK(html.find("<script") == std::string::npos);
      CHECK(html.find("<a ") == std::string::npos);
    }
  }
}

TEST_CASE("a large page without an end of anything is read in time") {
  for (const char* piece : {"<table><tr><td rowspan=200 colspan=20>x",
                            "<a \"",
                            "<3 ",
                            "[x](",
                            "~~",
                            "| a ",
                            "<s>",
                            "&#",
                            "3090 40 t/s ",
                            "<!-",
                            "<td>",
                            "RTX ",
                            "llama 8 "}) {
    std::string text;
    while (text.size() < 40000) text += piece;
    CAPTURE(piece);
    for (const char* name : {"a.md", "a.html"}) {
      try {
        const std::size_t n =
            formats::read_page_claims(formats::read_page(text, name), catalog::Catalog::bundled())
                .claims.size();
        CHECK(n <= formats::kMostPageClaims);
      } catch (const catalog::InputError& error) {
        CHECK(error.kind == "bad-file");
      }
    }
  }
}
