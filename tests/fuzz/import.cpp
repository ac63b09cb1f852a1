// Any bytes as the output of a benchmark: no crash, and each row is one that a runs table can hold.
#include <sstream>

#include "formats/benchmarks/run_import.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/runs_as_text.hpp"

using namespace tokroof;

namespace {

void take(const catalog::Run& run) {
  fuzz::must(run.tg_tps > 0 || run.pp_tps > 0, "a row has a rate");
  const std::string table = test::table_of({&run, 1});
  std::vector<catalog::Problem> problems;
  const std::vector<catalog::Run> again = catalog::read_runs_text(table, "x.tsv", problems);
  fuzz::must(problems.empty() && again.size() == 1, "a row can be written and read again");
  fuzz::must(test::table_of(again) == table, "and is then the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  formats::RunImport import(catalog::Catalog::bundled(), {}, [](catalog::Run&& run) { take(run); });
  std::istringstream in(fuzz::text_of(data, size));
  import.read_stream(in, "input");
  return 0;
}
