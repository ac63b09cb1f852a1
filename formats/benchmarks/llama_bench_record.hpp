#pragma once
#include "formats/benchmarks/prompt_pairs.hpp"
#include "formats/benchmarks/record.hpp"

namespace tokroof::formats {

/// Whether these are the fields of a llama-bench test: the keys of its JSON, the columns of its CSV and SQL.
bool is_llama_bench(const Record& fields);

/// One test of llama-bench. avg_ts is the mean over repetitions of tokens per second; a test of both prompt and
/// generation ("pg") gives the rate of its generated tokens over the time of both.
void take_llama_bench(const Record& fields, int line, PromptPairs& pairs, Rows& rows);

}  // namespace tokroof::formats
