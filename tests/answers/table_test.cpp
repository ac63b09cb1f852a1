#include <catch2/catch.hpp>

#include "answers/colour.hpp"
#include "answers/table.hpp"

namespace {

using namespace tokroof;

const answers::Table kTable{
    .header = {"device", "tok/s", "fits", "note"},
    .rows = {{"rtx-4090", "123", "yes", "a|b, \"c\""}, {"m4", "9.5", "no", "two\nlines"}},
    .columns = {answers::Column::automatic, answers::Column::automatic, answers::Column::word}};

}  // namespace

TEST_CASE("plain text aligns numbers to the right and words to the left", "[table]") {
  const answers::Table table{.header = {"device", "tok/s", "range", "of"},
                             .rows = {{"a", "123", "1.5-2.5", "19 of 24"}, {"long-name", "9.5", "-", ""}}};
  CHECK(answers::plain(table) ==
        "device     tok/s    range  of\n"
        "a            123  1.5-2.5  19 of 24\n"
        "long-name    9.5        -\n");
}

TEST_CASE("a column without a number is not one of numbers", "[table]") {
  CHECK(answers::plain({.header = {"x", "y"}, .rows = {{"-", "b"}, {"", "c"}}}) == "x  y\n-  b\n   c\n");
}

TEST_CASE("letters of several bytes take one place", "[table]") {
  CHECK(answers::plain({.header = {"name", "n"}, .rows = {{"Grün", "1"}, {"Blau", "20"}}}) ==
        "name   n\nGrün   1\nBlau  20\n");
}

TEST_CASE("colours surround cells and do not move them", "[table]") {
  const std::string coloured_text = answers::for_terminal(answers::plain(kTable, true));
  CHECK(coloured_text.find("\x1b[1mdevice\x1b[0m") == 0);
  CHECK(coloured_text.find("\x1b[32myes\x1b[0m") != std::string::npos);
  CHECK(coloured_text.find("\x1b[31mno\x1b[0m") != std::string::npos);
  std::string without;
  for (std::size_t i = 0; i < coloured_text.size(); ++i) {
    if (coloured_text[i] == '\x1b') {
      i = coloured_text.find('m', i);
    } else {
      without += coloured_text[i];
    }
  }
  CHECK(without == answers::plain(kTable));
}

TEST_CASE("a verdict has its colour with and without the exclamation mark", "[table]") {
  CHECK(answers::colour_of("slow!") == answers::colour_of("slow"));
  CHECK(answers::colour_of("slow") != answers::colour_of("impossible"));
  CHECK(answers::colour_of("rtx-4090") == answers::Colour::none);
}

TEST_CASE("Markdown escapes bars and aligns what is to be on the right", "[table]") {
  CHECK(answers::markdown({.header = {"a", "b"},
                           .rows = {{"x|y", "1"}},
                           .columns = {answers::Column::left, answers::Column::right}}) ==
        "| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n");
  CHECK(answers::markdown(answers::aligned({.header = {"a", "b"}, .rows = {{"x", "1"}}})) ==
        "| a | b |\n| --- | ---: |\n| x | 1 |\n");
}

TEST_CASE("CSV is quoted where it has to be", "[table]") {
  CHECK(answers::csv(kTable) ==
        "device,tok/s,fits,note\n"
        "rtx-4090,123,yes,\"a|b, \"\"c\"\"\"\n"
        "m4,9.5,no,\"two\nlines\"\n");
}

TEST_CASE("a cell that would be a formula stands behind an apostrophe, a number does not", "[table]") {
  for (const char* formula :
       {"=1", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "=", "--1", "+-1", "- x"}) {
    CHECK(answers::spreadsheet_cell(formula) == "'" + std::string(formula));
  }
  for (const char* cell : {"", "-", "-5", "+3.5", "-1e-3", "-3.5 %", "+12%", "a=b", "1-2", "'=1", " =1"}) {
    CHECK(answers::spreadsheet_cell(cell) == cell);
  }
  CHECK(answers::csv({.header = {"a"}, .rows = {{"=HYPERLINK(\"x\",1)"}}}) ==
        "a\n\"'=HYPERLINK(\"\"x\"\",1)\"\n");
}

TEST_CASE("only colours of the program's own reach a terminal", "[table]") {
  const answers::Table table{
      .header = {"fits"}, .rows = {{"\x1b[31mno\x1b[0m\n"}}, .columns = {answers::Column::word}};
  CHECK(answers::for_terminal(answers::plain(table, true)) ==
        "\x1b[1mfits\x1b[0m\n\\u001b[31mno\\u001b[0m\\u000a\n");
  CHECK(answers::markdown(table) == "| fits |\n| --- |\n| \\u001b[31mno\\u001b[0m\\u000a |\n");
  CHECK(answers::for_terminal(answers::coloured("x", answers::Colour::red)) == "\x1b[31mx\x1b[0m");
}
