// What a row of a table costs to check, with its findings: rows of one set-up, and rows that each have their own. `growth` is
// the cost of a row of this table over that of a row of the smallest: 1 where the cost is linear.
#include <benchmark/benchmark.h>

#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace {

using namespace tokroof;

catalog::PackedRuns table(int rows, bool distinct) {
  catalog::PackedRuns out;
  catalog::Run run;
  run.source = "bench";
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.engine = "llama.cpp";
  for (int i = 0; i < rows; ++i) {
    run.line = i + 2;
    run.depth = distinct ? i : 0;
    run.tg_tps = 100 + 0.001 * (i % 1000);
    out.add(run);
  }
  return out;
}

/// Of this process: a machine that is busy with something else does not count.
double cpu_s_of_row(int rows, bool distinct) {
  const catalog::PackedRuns runs = table(rows, distinct);
  const std::clock_t begin = std::clock();
  const judge::CheckedTable checked(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  for (std::size_t row = 0; row < checked.size(); ++row) {
    benchmark::DoNotOptimize(checked[row]);
  }
  benchmark::DoNotOptimize(
      judge::table_findings(catalog::Catalog::bundled(), predict::Fitted::bundled(), checked));
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rows;
}

void check_rows(benchmark::State& state, bool distinct) {
  constexpr int kSmallest = 1000;
  const double smallest_s = cpu_s_of_row(kSmallest, distinct);
  double row_s = 0;
  for (auto _ : state) {
    row_s = cpu_s_of_row(static_cast<int>(state.range(0)), distinct);
  }
  state.counters["rows_per_s"] = 1 / row_s;
  state.counters["growth"] = row_s / smallest_s;
}
BENCHMARK_CAPTURE(check_rows, equal, false)->Arg(10000)->Arg(100000)->Arg(1000000)->Iterations(1);
BENCHMARK_CAPTURE(check_rows, distinct, true)->Arg(10000)->Arg(100000)->Iterations(1);

}  // namespace
