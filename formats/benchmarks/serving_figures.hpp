#pragma once
#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/record.hpp"
#include "formats/benchmarks/rows.hpp"

namespace tokroof::formats {

/// Whether a server is started without graphs: vLLM's and SGLang's options.
inline bool starts_eager(const CommandLine& command) {
  return command.has("--enforce-eager") || command.has("--disable-cuda-graph");
}

/// The figures of a load test of a server, under the names of vLLM's and SGLang's bench serve. The row is that of one
/// stream, 1000 / TPOT: time per output token leaves out the first token and with it the prompt, though not the stalls
/// that prompts of other streams cause. Without a TPOT it is the rate of all streams over the whole time.
///
/// Streams at a time: what was asked for where requests were sent as fast as they were answered, else the mean by
/// Little's law, requests per second times the time that one takes.
ImportedRun serving_row(const Record& figures);

/// Share of requests up to which failures are noted only: a server that drops one in twenty is in trouble.
inline constexpr double kFewFailed = 0.05;

/// Streams at a time, where they follow from how long requests take.
void set_mean_streams(catalog::Run& run, double mean);

/// Whether there is a figure at all.
bool has_serving_figures(const Record& figures);

/// The value of a key that tools let the user name ("tp", "tensor_parallel_size"): tensor parallel devices.
double tensor_parallel(const Record& fields);

/// How a model is spread with so many devices in tensor parallel and so many stages.
inline model::Split split_of(double tensor_parallel, double stages = 1) {
  return tensor_parallel > 1 ? model::Split::tensor
         : stages > 1        ? model::Split::pipeline
                             : model::Split::none;
}

/// So, where it is said.
void spread(double tensor_parallel, double stages, catalog::Run& run);

}  // namespace tokroof::formats
