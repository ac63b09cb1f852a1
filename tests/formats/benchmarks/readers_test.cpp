#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/json_records.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "formats/benchmarks/text_pieces.hpp"

using namespace tokroof;

namespace {

struct Read {
  std::vector<nlohmann::json> objects;
  std::vector<int> lines;
  std::vector<std::string> problems;
};

Read read(const std::string& text) {
  Read out;
  formats::JsonRecords records(
      [&](const nlohmann::json& object, int line) {
        out.objects.push_back(object);
        out.lines.push_back(line);
      },
      [&](int line, const std::string& reason) {
        out.problems.push_back(std::to_string(line) + ": " + reason);
      });
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    records.feed(line, ++number, true);
  }
  records.end();
  return out;
}

std::vector<std::string> lines_of(const std::string& bytes) {
  std::istringstream in(bytes);
  formats::TextPieces pieces(in, "");
  std::vector<std::string> out;
  while (pieces.next()) {
    out.emplace_back(pieces.text());
  }
  return out;
}

}  // namespace

TEST_CASE("objects come out of lists, lines, and documents one after another", "[import][json]") {
  for (const char* text : {R"([{"a":1},{"a":2}])",
                           "{\"a\":1}\n{\"a\":2}\n",
                           "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}",
                           "[\n{\"a\":1}\n,\n{\"a\":2}\n]",
                           R"([[{"a":1}],[{"a":2}]])",
                           R"([{"a":1},])"
                           "\n[{\"a\":2}]"}) {
    INFO(text);
    const Read got = read(text);
    REQUIRE(got.objects.size() == 2);
    CHECK(got.objects[0]["a"] == 1);
    CHECK(got.objects[1]["a"] == 2);
    CHECK(got.problems.empty());
  }
}

TEST_CASE("an object knows the line that it begins on", "[import][json]") {
  CHECK(read("[\n\n  {\n\"a\":1},\n{\"a\":2}]").lines == std::vector<int>{3, 5});
}

TEST_CASE("numbers that are none become null", "[import][json]") {
  for (const char* number :
       {"NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "-inf", "nan(ind)", "-nan(ind)"}) {
    INFO(number);
    const Read got = read(R"({"a":)" + std::string(number) + R"(,"b":1e5,"c":true,"d":"NaN"})");
    REQUIRE(got.objects.size() == 1);
    CHECK(got.objects[0]["a"].is_null());
    CHECK(got.objects[0]["b"] == 1e5);
    CHECK(got.objects[0]["c"] == true);
    CHECK(got.objects[0]["d"] == "NaN");
  }
}

TEST_CASE("a broken object is said and costs only itself", "[import][json][errors]") {
  for (const char* broken :
       {R"({"a":"b)", R"({"a":1,)", R"({"a":[1,{"b":2})", R"({"a":1]})", R"({"a" 1})", R"({"a":1e999})"}) {
    INFO(broken);
    const Read got = read("{\"n\":1}\n" + std::string(broken) + "\n{\"n\":2}\n");
    REQUIRE(got.objects.size() == 2);
    CHECK(got.objects[1]["n"] == 2);
    REQUIRE_FALSE(got.problems.empty());
    CHECK(got.problems[0].substr(0, 3) == "2: ");
  }
  const Read cut = read("[{\"n\":1},\n{\"n\":2");
  CHECK(cut.objects.size() == 1);
  CHECK(cut.problems == std::vector<std::string>{"2: the file ends in the middle of a JSON object"});
}

TEST_CASE("what is too long is cut, what is too deep refused", "[import][json][errors]") {
  std::string numbers = "0";
  for (int i = 0; i < 600000; ++i) {
    numbers += ",1.5";
  }
  const Read got = read("{\"list\":[" + numbers + "],\"text\":\"" + std::string(200000, 'x') + "\",\"n\":1}");
  REQUIRE(got.objects.size() == 1);
  CHECK(got.objects[0]["n"] == 1);
  CHECK(got.objects[0]["list"].size() < 300000);
  CHECK(got.objects[0]["text"].get<std::string>().size() == formats::JsonRecords::kLongestText);
  std::string objects;
  for (int i = 0; i < 300000; ++i) {
    objects += "{\"a\":1},";
  }
  CHECK(read("{\"list\":[" + objects + "{}]}").problems.size() == 1);
  CHECK(read("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}").problems[0] ==
        "1: nested too deeply");
}

TEST_CASE("log lines in brackets and braces are no JSON", "[import][json]") {
  CHECK_FALSE(formats::JsonRecords::begins("[12:30:01] started"));
  CHECK_FALSE(formats::JsonRecords::begins("{what}"));
  CHECK_FALSE(formats::JsonRecords::begins("| {"));
  CHECK(formats::JsonRecords::begins("  [ {\"a\""));
  CHECK(formats::JsonRecords::begins("{"));
  CHECK(formats::JsonRecords::begins("["));
}

TEST_CASE("lines are the same in every encoding", "[import][text]") {
  const std::vector<std::string> expected{"a \xC3\xA9", "", "\xF0\x9F\x98\x80"};
  CHECK(lines_of("a \xC3\xA9\n\n\xF0\x9F\x98\x80") == expected);
  CHECK(lines_of("\xEF\xBB\xBF"
                 "a \xC3\xA9\r\n\r\n\xF0\x9F\x98\x80\r\n") == expected);
  using namespace std::string_literals;
  CHECK(lines_of("\xFF\xFE"
                 "a\0 \0\xE9\0\n\0\n\0\x3D\xD8\x00\xDE"s) == expected);
  CHECK(lines_of("\xFE\xFF\0a\0 \0\xE9\0\n\0\n\xD8\x3D\xDE\x00"s) == expected);
  CHECK(lines_of("\xFF\xFE\0\xDC"s) == std::vector<std::string>{"\xEF\xBF\xBD"});  // half a pair
  CHECK(lines_of("").empty());
}

TEST_CASE("a long line comes in pieces that know where they stand", "[import][text]") {
  std::istringstream in(std::string(formats::TextPieces::kLongest + 5, 'x') + "\ny");
  formats::TextPieces pieces(in, "");
  REQUIRE(pieces.next());
  CHECK((pieces.starts_line() && !pieces.ends_line() && pieces.line() == 1));
  REQUIRE(pieces.next());
  CHECK((!pieces.starts_line() && pieces.ends_line() && pieces.text() == "xxxxx"));
  REQUIRE(pieces.next());
  CHECK((pieces.starts_line() && pieces.line() == 2 && pieces.text() == "y"));
  CHECK_FALSE(pieces.next());
}

TEST_CASE("quoted cells hold commas, quotes and line ends", "[import][csv]") {
  std::vector<std::string> cells;
  CHECK(formats::split_csv(R"(a,"b ""c"", d",,"")", cells));
  CHECK(cells == std::vector<std::string>{"a", "b \"c\", d", "", ""});
  CHECK_FALSE(formats::split_csv("a,\"b", cells));
  CHECK(formats::split_csv("a,\"b\nc\"", cells));
  CHECK(cells[1] == "b\nc");
  CHECK(formats::split_markdown(R"( | a | b \| c |  | )") == std::vector<std::string>{"a", "b | c", ""});
  CHECK(formats::split_markdown("a | b").empty());
}

TEST_CASE("a number is read from the front of a text", "[import][text]") {
  CHECK(catalog::leading_number(" 62.91 tokens/s") == 62.91);
  CHECK(catalog::leading_number("1e3x") == 1000);
  CHECK(catalog::leading_number("-5") == -5);
  CHECK(catalog::leading_number("5e") == 5);
  CHECK(std::isnan(catalog::leading_number("inf")));
  CHECK(std::isnan(catalog::leading_number("")));
  CHECK(formats::without_colours("\x1B[32;1mgreen\x1B[0m") == "green");
}
