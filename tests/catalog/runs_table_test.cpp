#include "catalog/runs_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "catalog/run_columns.hpp"
#include "temp_folder.hpp"
#include "tests/runs_as_text.hpp"

using namespace tokroof;
using tokroof::test::TempFolder;

namespace {

std::vector<catalog::Run> rows_of(const std::string& text) {
  return catalog::read_runs_text(text, "mine.tsv");
}

catalog::InputError error_of(const std::string& text) {
  try {
    rows_of(text);
  } catch (const catalog::InputError& error) {
    return error;
  }
  return {"none", "no error"};
}

}  // namespace

TEST_CASE("the header decides which cell is what", "[catalog][runs]") {
  const std::vector<catalog::Run> runs =
      rows_of("tg_tps\tmine\tmodel\tdevice\tfa\tngl\n3.5\tx\tllama-2-7b\trtx-3090\t1\t99\n");
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].device == "rtx-3090");
  CHECK(runs[0].model == "llama-2-7b");
  CHECK(runs[0].tg_tps == 3.5);
  CHECK(runs[0].flash_attention == true);
  CHECK(runs[0].n_gpu_layers == 99);
  CHECK(runs[0].table == "mine");
  CHECK(runs[0].line == 2);
  CHECK(std::isnan(runs[0].pp_tps));
  CHECK(runs[0].engine.empty());
}

TEST_CASE("an empty cell is unknown, never zero", "[catalog][runs]") {
  const std::vector<catalog::Run> runs = rows_of("device\tmodel\ttg_tps\tdepth\tn_gen\na\tb\t\t\t\n");
  CHECK(std::isnan(runs.at(0).depth));
  CHECK(std::isnan(runs.at(0).tg_tps));
  CHECK_FALSE(runs.at(0).includes_prefill);
}

TEST_CASE("line ends of Windows, a byte-order mark, blank lines and a missing last line end are tolerated",
          "[catalog][runs]") {
  const std::vector<catalog::Run> runs = rows_of(
      "\xEF\xBB\xBF"
      "device\tmodel\ttg_tps\r\n\r\na\tb\t1\r\n\na\tc\t2");
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].tg_tps == 1);
  CHECK(runs[1].model == "c");
  CHECK(runs[1].line == 5);
}

TEST_CASE("a bad cell is refused with file, line and column", "[catalog][runs][errors]") {
  const std::string head = "device\tmodel\ttg_tps\trate\tacceptance\n";
  const std::string good = "a\tb\t1\tstream\t0.5\n";
  for (const auto& [row, column] :
       std::vector<std::pair<std::string, std::string>>{{"a\tb\tfast\tstream\t\n", "tg_tps"},
                                                        {"a\tb\tnan\tstream\t\n", "tg_tps"},
                                                        {"a\tb\t-3\tstream\t\n", "tg_tps"},
                                                        {"a\tb\t0x10\tstream\t\n", "tg_tps"},
                                                        {"a\tb\t1\tmean\t\n", "rate"},
                                                        {"a\tb\t1\tstream|aggregate\t\n", "rate"},
                                                        {"a\tb\t1\tstream\t1.5\n", "acceptance"}}) {
    INFO(row);
    const catalog::InputError error = error_of(head + good + row);
    CHECK(error.kind == "bad-file");
    CHECK(error.where == "mine.tsv:3:" + column);
  }
}

TEST_CASE("a count that is not whole is refused, a mean may be broken", "[catalog][runs][errors]") {
  for (const std::string column : {"n_devices", "replicas", "ngl", "threads", "n_ubatch"}) {
    const catalog::InputError error = error_of("device\tmodel\ttg_tps\t" + column + "\na\tb\t1\t2.5\n");
    CHECK(error.where == "mine.tsv:2:" + column);
    CHECK(error.message == "2.5 is not a whole number");
    CHECK(error_of("device\tmodel\ttg_tps\t" + column + "\na\tb\t1\t2.0\n").kind == "none");
  }
  CHECK(rows_of("device\tmodel\ttg_tps\tconcurrency\na\tb\t1\t7.93\n").front().concurrency == 7.93);
  catalog::Run run = rows_of("device\tmodel\ttg_tps\na\tb\t1\n").front();
  run.n_devices = 2.5;
  CHECK(catalog::keep_in_range(run) == std::vector<std::string>{"n_devices 2.5 is not a whole number"});
}

TEST_CASE("a table that no tool wrote is refused before it is read", "[catalog][runs][errors]") {
  std::string wide = "device\tmodel\ttg_tps";
  for (int i = 0; i < 998; ++i) {
    wide += "\tc" + std::to_string(i);
  }
  CHECK(error_of(wide + "\n").message == "has 1001 columns: more than 1000");
  const std::string head = "device\tmodel\ttg_tps\tnotes\n";
  const catalog::InputError cell = error_of(head + "a\tb\t1\t" + std::string(10001, 'x') + "\n");
  CHECK(cell.where == "mine.tsv:2:notes");
  CHECK(cell.message == "a cell of 10001 bytes: more than 10000");
  CHECK(error_of(head + std::string((1 << 20) + 1, 'x') + "\n").message == "a line of more than 1 MiB");
}

TEST_CASE("what a file does not say is an empty cell, of the device and the model too", "[catalog][runs]") {
  const std::vector<catalog::Run> runs = rows_of("device\tmodel\ttg_tps\n\tb\t1\na\t\t1\n");
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].device.empty());
  CHECK(runs[1].model.empty());
}

TEST_CASE("a table that is none is refused", "[catalog][runs][errors]") {
  CHECK(error_of("").where == "mine.tsv:1");
  CHECK(error_of("\n\n").message == "no header line");
  CHECK(error_of("device\tmodel\n").message == "neither column 'tg_tps' nor 'pp_tps' is there");
  CHECK(error_of("device\ttg_tps\n").message == "the column 'model' is missing");
  CHECK(error_of("devices\tmodel\ttg_tps\n").suggestions.front() == "devices");
  CHECK(error_of("device\tmodel\ttg_tps\tmodel\n").message == "column 'model' is repeated");
  CHECK(error_of("device\tmodel\ttg_tps\na\tb\n").message == "has 2 cells, the header has 3");
  CHECK(error_of("device\tmodel\ttg_tps\na\tb").message ==
        "has 2 cells, the header has 3: the table ends in the middle of a row");
  CHECK(error_of("device\tmodel\ttg_tps\na\tb\t1\t2").message == "has 4 cells, the header has 3");
  CHECK(error_of("device\tmodel\ttg_tps\na\tb\t1\tx\n").where == "mine.tsv:2");
}

TEST_CASE("NUL bytes and text that is not UTF-8 are refused with their line", "[catalog][runs][errors]") {
  const std::string head = "device\tmodel\ttg_tps\n";
  CHECK(error_of(head + std::string("a\0\tb\t1\n", 7)).where == "mine.tsv:2");
  for (const char* bad :
       {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xE0\x80\x80"}) {
    CHECK(error_of(head + "a\tb\t1\n" + "a" + bad + "\tb\t1\n").where == "mine.tsv:3");
  }
  CHECK(error_of(std::string("device") + '\0' + "\tmodel\ttg_tps\na\tb\t1\n").message == "a NUL byte");
  CHECK(rows_of(head + "gr\xC3\xBC\xC3\x9F\xE2\x82\xAC\xF0\x9F\x98\x80\tb\t1\n").size() == 1);
}

TEST_CASE("every problem of a table is collected, and the good rows are returned",
          "[catalog][runs][errors]") {
  std::vector<catalog::Problem> problems;
  const auto runs =
      catalog::read_runs_text("device\tmodel\ttg_tps\na\tb\tx\na\tb\t1\na\tb\n\tb\ty\n", "t.tsv", problems);
  CHECK(runs.size() == 1);
  CHECK(problems.size() == 3);
  CHECK(error_of("device\tmodel\ttg_tps\na\tb\tx\na\tb\ty\n").message == "'x' is not a number (and 1 more)");
}

TEST_CASE("a folder gives the rows of all its tables in the order of their names", "[catalog][runs]") {
  const TempFolder folder;
  folder.write("b.tsv", "device\tmodel\ttg_tps\nb\tm\t2\n");
  folder.write("a.tsv", "device\tmodel\tpp_tps\na\tm\t1\n");
  folder.write("c.txt", "not a table");
  const std::vector<catalog::Run> runs = test::read_runs(folder.path());
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].table == "a");
  CHECK(runs[1].table == "b");
}

TEST_CASE("a file that cannot be read is an input error", "[catalog][runs][errors]") {
  const TempFolder folder;
  CHECK_THROWS_AS(test::read_runs(folder.path() / "none.tsv"), catalog::InputError);
  CHECK_THROWS_AS(test::read_runs(folder.path()), catalog::InputError);  // a folder without tables
  CHECK_THROWS_AS(test::read_runs(folder.write("empty.tsv", "")), catalog::InputError);
}

TEST_CASE("runs that are written and read again are the same", "[catalog][runs][property]") {
  for (const catalog::Run& run : test::read_runs(test::kDatasets / "runs")) {
    const std::vector<catalog::Run> again =
        catalog::read_runs_text(test::table_of({&run, 1}), run.table + ".tsv");
    REQUIRE(again.size() == 1);
    REQUIRE(again[0].table == run.table);
    for (const catalog::RunColumn& column : catalog::run_columns()) {
      CAPTURE(column.title);
      REQUIRE(catalog::same_cell(column, run, again[0]));
    }
  }
}

TEST_CASE("text with tabs, line ends or broken bytes cannot break a written table", "[catalog][runs]") {
  catalog::Run run;
  run.device = "a\tb";
  run.model = "c\r\nd";
  run.notes = std::string("x\0y\xFFz", 5);
  run.tg_tps = 0.1;
  const std::vector<catalog::Run> again = catalog::read_runs_text(test::table_of({&run, 1}), "t.tsv");
  REQUIRE(again.size() == 1);
  CHECK(again[0].device == "a b");
  CHECK(again[0].model == "c  d");
  CHECK(again[0].notes == "x y?z");
}
