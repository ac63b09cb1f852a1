#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "catalog/tsv.hpp"
#include "catalog/visible_text.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

bool holds_control(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = catalog::utf8_length(text);
    if (length == 0 || catalog::is_control(text)) {
      return true;
    }
    text.remove_prefix(length);
  }
  return false;
}

}  // namespace

TEST_CASE("what would steer a terminal is shown as text", "[visible]") {
  CHECK(catalog::visible("plain text, Größe, 你好") == "plain text, Größe, 你好");
  CHECK(catalog::visible("\x1b[31mred\x1b[0m") == "\\u001b[31mred\\u001b[0m");
  CHECK(catalog::visible("a\tb\nc\rd\x7f") == "a\\u0009b\\u000ac\\u000dd\\u007f");
  CHECK(catalog::visible("\xc2\x9b\x33\x31m") == "\\u009b31m");
  CHECK(catalog::visible("\x9b\xff\xed\xa0\x80") == "\\x9b\\xff\\xed\\xa0\\x80");
  CHECK(catalog::visible("x\xe2\x80\xae") == "x\\u202e");
  CHECK(catalog::visible("\xe2\x81\xa6\xe2\x81\xa9") == "\\u2066\\u2069");
  CHECK(catalog::visible(std::string_view("\0", 1)) == "\\u0000");
  CHECK(catalog::visible_lines("a\tb\nc\rd") == "a\tb\nc\\u000dd");
}

TEST_CASE("no bytes leave a control character, and shown text is shown as it is", "[visible]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 draw(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string text(draw() % 40, '\0');
    for (char& c : text) {
      c = static_cast<char>(draw() % 3 == 0 ? 0xE2 : draw());
    }
    const std::string shown = catalog::visible(text);
    CHECK_FALSE(holds_control(shown));
    CHECK(catalog::visible(shown) == shown);
    CHECK_FALSE(holds_control(catalog::clean_cell(text)));
  }
}
