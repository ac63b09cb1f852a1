#include "formats/benchmarks/serving_figures.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tokroof::formats {
namespace {

/// "20260314-101500" or "2026-03-14 10:15:00": YYYY-MM-DD.
std::string date_of(const std::string& text) {
  const bool digits = text.size() >= 8 && std::all_of(text.begin(), text.begin() + 8, [](char c) {
                        return c >= '0' && c <= '9';
                      });
  return digits ? text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) : text.substr(0, 10);
}

/// Streams at a time by Little's law: rate of requests x time that one takes; where that is not said, rate of tokens x time
/// between two of them.
double mean_streams(const Record& f, double n_gen) {
  if (model::known(f.number("concurrency"))) {
    return f.number("concurrency");  // SGLang computes it so
  }
  double request_ms = f.first_number({"mean_e2el_ms", "mean_e2e_latency_ms"});
  if (!model::known(request_ms)) {
    request_ms = f.number("mean_ttft_ms") + f.number("mean_tpot_ms") * (n_gen - 1);
  }
  const double mean = f.number("request_throughput") * request_ms / 1e3;
  const double tpot_ms = f.first_number({"mean_tpot_ms", "median_tpot_ms"});
  return model::known(mean) ? mean : f.number("output_throughput") * tpot_ms / 1e3;
}

void set_streams(const Record& f, catalog::Run& run) {
  const double most = f.number("max_concurrency");
  const bool at_once = !(f.number("request_rate") > 0);  // "inf", or not stated
  if (at_once && most > 0) {
    const double requests = f.first_number({"completed", "num_prompts"});  // what failed was no stream
    run.concurrency = requests >= 1 ? std::min(most, requests) : most;
    return;
  }
  set_mean_streams(run, mean_streams(f, run.n_gen));
}

/// Requests that failed are said: what is left of a test of which many did is no figure of what was asked for.
void note_failures(const Record& f, catalog::Run& run) {
  const double completed = f.number("completed");
  const double failed = f.number("failed");
  const double asked = std::fmax(f.number("num_prompts"), completed + failed);
  if (!(asked > completed)) {
    return;
  }
  catalog::add_note(run, fmt::format("{:.0f} of {:.0f} requests succeeded", completed, asked));
  if (asked - completed > kFewFailed * asked) {
    run.quality = "suspect";
  }
}

}  // namespace

void set_mean_streams(catalog::Run& run, double mean) {
  if (mean > 0) {
    run.concurrency = std::max(1.0, std::round(mean * 100) / 100);
    run.notes = "mean streams at a time by Little's law";
  }
}

void spread(double tensor_parallel, double stages, catalog::Run& run) {
  if (!(tensor_parallel >= 1) && !(stages > 1)) {
    return;
  }
  const double tensor = tensor_parallel >= 1 ? tensor_parallel : 1;
  const double pipeline = stages >= 1 ? stages : 1;
  run.n_devices = tensor * pipeline;
  run.split = split_of(tensor, pipeline);
  if (tensor > 1 && pipeline > 1) {
    run.pipeline_parallel = pipeline;
  }
}

double tensor_parallel(const Record& fields) {
  return fields.first_number({"tp", "tp_size", "tensor_parallel_size", "tensor_parallel"});
}

bool has_serving_figures(const Record& f) {
  return f.has("output_throughput") || f.has("median_tpot_ms") || f.has("mean_tpot_ms");
}

ImportedRun serving_row(const Record& f) {
  ImportedRun figure;
  catalog::Run& run = figure.run;
  run.date = date_of(f.text("date"));
  run.model = f.text("model_id");
  const double completed = f.number("completed");
  if (completed > 0) {
    run.n_prompt = run.depth = f.number("total_input_tokens") / completed;
    run.n_gen = f.number("total_output_tokens") / completed;
  }
  set_streams(f, run);
  figure.needs_streams = completed > 1;
  const double tpot_ms = f.first_number({"median_tpot_ms", "mean_tpot_ms"});
  const double aggregate = f.number("output_throughput");
  if (tpot_ms > 0) {
    run.rate = catalog::StatedRate::stream;
    run.tg_tps = 1e3 / tpot_ms;
    catalog::add_note(run, f.has("median_tpot_ms") ? "1000 / median TPOT" : "1000 / mean TPOT");
    if (aggregate > 0) {
      catalog::add_note(run,
                        fmt::format("{:.6g} output tok/s of all streams over the whole time", aggregate));
    }
  } else {
    catalog::set_all_streams(run);
    run.tg_tps = aggregate;
  }
  note_failures(f, run);
  if (const double devices = tensor_parallel(f); devices >= 1) {
    run.n_devices = devices;
    run.split = split_of(devices);
  }
  const double length = f.first_number({"spec_decode_acceptance_length", "accept_length"});
  if (f.has("spec_decode_acceptance_rate") || length > 1) {
    run.speculative = model::Drafting::draft;
    run.acceptance = f.number("spec_decode_acceptance_rate");
    if (run.acceptance > 1) {
      run.acceptance /= 100;  // vLLM prints a percentage
    }
    if (length > 1) {
      catalog::add_note(run, fmt::format("{:.4g} tokens accepted a step", length));
    }
  }
  return figure;
}

}  // namespace tokroof::formats
