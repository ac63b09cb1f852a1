// Any bytes as a runs table: problems or rows; the rows can be written and read again.
#include <sstream>

#include "catalog/runs_table.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  std::vector<catalog::Problem> problems;
  const std::vector<catalog::Run> runs = catalog::read_runs_text(text, "input.tsv", problems);
  std::stringstream table;
  catalog::write_runs(table, runs);
  std::vector<catalog::Problem> none;
  const std::vector<catalog::Run> again = catalog::read_runs_text(table.str(), "input.tsv", none);
  fuzz::must(none.empty() && again.size() == runs.size(), "a table can be written and read again");
  std::stringstream second;
  catalog::write_runs(second, again);
  fuzz::must(second.str() == table.str(), "and is then the same");
  return 0;
}
