#include "catalog/packed_runs.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include "catalog/run_columns.hpp"
#include "catalog/runs_table.hpp"

using namespace tokroof;

namespace {

/// A row with something else in every cell, so that none can be taken for another.
catalog::Run full_run() {
  catalog::Run run;
  double number = 1;
  for (const catalog::RunCell& cell : catalog::cells_of(run)) {
    for (const std::string& text : {"x" + std::to_string(number),
                                    std::to_string(number),
                                    std::string("1"),
                                    std::string("0.5"),
                                    std::string("stream")}) {
      if (catalog::set_cell(run, cell.column, text).empty()) {
        break;
      }
    }
    number += 1;
  }
  run.table = "a table";
  run.line = 7;
  run.details = {.tensor_split = "3,1",
                 .override_tensor = "exps=CPU",
                 .n_cpu_moe = 12,
                 .host_channels = 8,
                 .host_memory_mts = 3200,
                 .host_sockets = 2,
                 .host_memory_gib = 256,
                 .gpu_memory_gib = 96,
                 .os = "windows",
                 .gpu_memory_utilization = 0.8,
                 .max_model_len = 4096,
                 .max_num_seqs = 16,
                 .storage = "a drive",
                 .spill = true};
  return run;
}

bool same_row(const catalog::Run& a, const catalog::Run& b) {
  const auto agree = [&](const catalog::RunColumn& column) { return catalog::same_cell(column, a, b); };
  return a.table == b.table && a.line == b.line && std::ranges::all_of(catalog::run_columns(), agree);
}

}  // namespace

TEST_CASE("a packed row comes back with every cell, and so does one that is nearly empty", "[catalog]") {
  catalog::Run bare;
  bare.device = "rtx-4090";
  bare.tg_tps = 12.5;
  catalog::PackedRuns packed;
  const catalog::Run full = full_run();
  for (const catalog::RunCell& cell : catalog::cells_of(full)) {
    CAPTURE(cell.column);
    CHECK_FALSE(cell.text.empty());
  }
  packed.add(full);
  packed.add(bare);
  packed.add(catalog::Run{});
  CHECK(same_row(packed[0], full));
  CHECK(same_row(packed[1], bare));
  CHECK(same_row(packed[2], catalog::Run{}));
}

TEST_CASE("rows that differ in place and rates share a set-up; another cell, or no rate, is another",
          "[catalog]") {
  const catalog::Run run = full_run();
  catalog::PackedRuns packed;
  for (int i = 1; i <= 1000; ++i) {
    catalog::Run other = run;
    other.line = i;
    other.tg_tps = i;
    other.pp_tps = 3.0 * i;
    other.url = "page " + std::to_string(i % 3);
    packed.add(other);
  }
  CHECK(packed.size() == 1000);
  CHECK(packed.set_ups() == 1);
  CHECK(packed[999].line == 1000);
  catalog::Run deeper = run, unrated = run;
  deeper.depth += 1;
  unrated.tg_tps = model::kUnknown;
  packed.add(deeper);
  packed.add(unrated);
  CHECK(packed.set_ups() == 3);
  CHECK(packed.first_row_of(packed.set_up_of(1001)) == 1001);
}

TEST_CASE("a rate comes back to the last bit, whether it is a short decimal or not", "[catalog][property]") {
  const double rates[] = {0,
                          23.9,
                          0.1 + 0.2,
                          1.0 / 3,
                          123.4567,
                          1e-7,
                          1e-8,
                          99999.999,
                          2684354,
                          268435455,
                          268435456,
                          12345.678901,
                          1e300,
                          -1,
                          1e7 + 0.1,
                          42.4242424};
  catalog::PackedRuns packed;
  for (const double rate : rates) {
    catalog::Run run;
    run.tg_tps = run.pp_tps = run.tg_std = run.power_w = rate;
    packed.add(run);
  }
  for (std::size_t i = 0; i < packed.size(); ++i) {
    CAPTURE(rates[i]);
    const catalog::Run run = packed[i];
    for (const double rate : {run.tg_tps, run.pp_tps, run.tg_std, run.power_w, packed.tg_tps(i)}) {
      CHECK(rate == rates[i]);
    }
  }
  CHECK(std::isnan(catalog::PackedRuns(std::vector{catalog::Run{}})[0].tg_tps));
}

TEST_CASE("rows that are cut off leave the others as they were, and come again", "[catalog]") {
  catalog::PackedRuns packed;
  const auto add = [&](int line, double depth) {
    catalog::Run run = full_run();
    run.line = line;
    run.depth = depth;
    packed.add(run);
  };
  add(2, 0);
  add(3, 1);
  add(9, 0);
  add(10, 2);
  const catalog::Run kept = packed[0], again = packed[2];
  packed.cut(1);
  CHECK(packed.size() == 1);
  CHECK(packed.set_ups() == 1);
  add(9, 0);
  add(10, 1);
  CHECK(same_row(packed[0], kept));
  CHECK(same_row(packed[1], again));
  CHECK(packed[2].line == 10);
  CHECK(packed.set_ups() == 2);
  CHECK(packed.first_row_of(1) == 2);
}
