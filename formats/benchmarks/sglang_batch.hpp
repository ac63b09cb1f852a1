#pragma once
#include "formats/benchmarks/imported_run.hpp"
#include "formats/benchmarks/record.hpp"

namespace tokroof::formats {

/// What bench_one_batch and bench_one_batch_server call alike: the streams of a batch, its prompts and answers.
inline ImportedRun sglang_batch(const Record& r) {
  ImportedRun figure;
  catalog::Run& run = figure.run;
  run.engine = "sglang";
  run.concurrency = r.number("batch_size");
  run.rate = run.concurrency == 1 ? catalog::StatedRate::stream : catalog::StatedRate::aggregate;
  run.n_prompt = run.depth = r.number("input_len");
  run.n_gen = r.number("output_len");
  run.pp_depth = 0;
  return figure;
}

}  // namespace tokroof::formats
