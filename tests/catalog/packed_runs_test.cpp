#include "catalog/packed_runs.hpp"

#include <catch2/catch.hpp>
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

std::string all_of(const catalog::Run& run) {
  std::string out = run.table + ":" + std::to_string(run.line);
  for (const catalog::RunCell& cell : catalog::cells_of(run)) {
    out += "|" + cell.text;
  }
  const catalog::MachineDetails& d = run.details;
  for (const double x : {d.n_cpu_moe,
                         d.host_channels,
                         d.host_memory_mts,
                         d.host_sockets,
                         d.host_memory_gib,
                         d.gpu_memory_gib,
                         d.gpu_memory_utilization,
                         d.max_model_len,
                         d.max_num_seqs}) {
    out += "|" + std::to_string(x);
  }
  return out + "|" + d.os + "|" + d.tensor_split + "|" + d.override_tensor + "|" + d.storage +
         (d.spill ? "|spill" : "|");
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
  CHECK(all_of(packed[0]) == all_of(full));
  CHECK(all_of(packed[1]) == all_of(bare));
  CHECK(all_of(packed[2]) == all_of(catalog::Run{}));
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
