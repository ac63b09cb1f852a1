// Any bytes as the output of a benchmark: no crash, and each row is one that a runs table can hold.
#include <cmath>
#include <memory>
#include <sstream>

#include "catalog/runs_table.hpp"
#include "predict/importers/run_import.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kInputs = 500;  // indexing the catalog's names takes longer than reading an input
  static std::unique_ptr<RunImport> import;
  static int left = 0;
  if (left-- == 0) {
    import = std::make_unique<RunImport>(Catalog::bundled(), Run{}, [](Run&& run) {
      fuzz::must(run.tg_tps > 0 || run.pp_tps > 0, "a row has a rate");
    std::stringstream table;
    write_runs(table, {&run, 1});
    std::vector<Problem> problems;
    const std::vector<Run> again = read_runs_text(table.str(), "x.tsv", problems);
    fuzz::must(problems.empty() && again.size() == 1, "a row can be written and read again");
    std::stringstream second;
    write_runs(second, again);
    fuzz::must(second.str() == table.str(), "and is then the same");
  });
  left = kInputs;
}
std::istringstream in(fuzz::text_of(data, size));
import->read_stream(in, "input");
return 0;
}
