// Any bytes as a runs table: problems or rows; the rows can be written and read again.
#include "tests/fuzz/target.hpp"
#include "tests/runs_as_text.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  std::vector<catalog::Problem> problems;
  const std::vector<catalog::Run> runs = catalog::read_runs_text(text, "input.tsv", problems);
  const std::string table = test::table_of(runs);
  std::vector<catalog::Problem> none;
  const std::vector<catalog::Run> again = catalog::read_runs_text(table, "input.tsv", none);
  fuzz::must(none.empty() && again.size() == runs.size(), "a table can be written and read again");
  fuzz::must(test::table_of(again) == table, "and is then the same");
  return 0;
}
