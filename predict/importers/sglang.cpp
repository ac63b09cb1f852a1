// SGLang's bench_one_batch and bench_serving, JSON Lines, and what bench_one_batch prints.
#include <cmath>
#include <utility>

#include "predict/importers/formats.hpp"
#include "predict/importers/serving_figures.hpp"
#include "predict/importers/text_fields.hpp"

namespace tokroof {
namespace {

class SglangOneBatch : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "SGLang bench_one_batch"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has("median_decode_throughput") && !r.has("median_decode_latency")) {
      return false;
    }
    ImportedRun figure;
    Run& run = figure.run;
    run.engine = "sglang";
    run.concurrency = r.number("batch_size");
    run.rate = run.concurrency == 1 ? "stream" : "aggregate";
    run.n_prompt = run.depth = r.number("input_len");
    run.n_gen = r.number("output_len");
    run.pp_tps = r.number("prefill_throughput");
    run.pp_depth = 0;
    run.tg_tps = r.number("median_decode_throughput");
    if (std::isnan(run.tg_tps)) {
      run.tg_tps = run.concurrency / r.number("median_decode_latency");
    }
    run.notes = r.has("run_name") && r.text("run_name") != "default" ? "run " + r.text("run_name") : "";
    rows.row(std::move(figure), line);
    return true;
  }

  /// "Prefill. latency: 0.08100 s, throughput:  12642.00 token/s", "Decode.  median latency: ..., median throughput: ...".
  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.starts_with("Prefill. latency:")) {
      prompt_tps_ = leading_number(behind(text, "throughput:").value_or(""));
      return true;
    }
    if (!text.starts_with("Decode.") || text.find("median throughput:") == std::string_view::npos) {
      return false;
    }
    ImportedRun figure;
    Run& run = figure.run;
    run.engine = "sglang";
    run.rate = "aggregate";
    run.pp_tps = prompt_tps_;
    run.tg_tps = leading_number(*behind(text, "median throughput:"));
    prompt_tps_ = kUnknown;
    rows.row(std::move(figure), line);
    return true;
  }
  void end(Rows& /*rows*/) override { prompt_tps_ = kUnknown; }

 private:
  double prompt_tps_ = kUnknown;
};

class SglangServing : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "SGLang bench_serving"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"completed", "output_throughput", "total_output_tokens"})) {
      return false;
    }
    ImportedRun figure = serving_row(r);
    const std::string backend = r.text("backend");
    figure.run.engine = backend.find("vllm") != std::string::npos ? "vllm" : "sglang";
    if (figure.run.model.empty()) {
      figure.run.model = r.text("model");
    }
    rows.row(std::move(figure), line);
    return true;
  }
};

}  // namespace

void add_sglang(Formats& formats) {
  formats.push_back(std::make_unique<SglangOneBatch>());
  formats.push_back(std::make_unique<SglangServing>());
}

}  // namespace tokroof
