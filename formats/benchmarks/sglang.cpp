// SGLang's bench_one_batch and bench_serving, JSON Lines, and what bench_one_batch prints.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/serving_figures.hpp"
#include "formats/benchmarks/sglang_batch.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

class SglangOneBatch : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "SGLang bench_one_batch"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has("median_decode_throughput") && !r.has("median_decode_latency")) {
      return false;
    }
    ImportedRun figure = sglang_batch(r);
    catalog::Run& run = figure.run;
    run.pp_tps = r.number("prefill_throughput");
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
    if (text.starts_with("Warmup ...") || text.starts_with("Benchmark ...")) {
      put_steps(rows);
      is_warm_up_ = text.starts_with("Warmup");
      warm_up_.reset();
      return true;
    }
    const auto rate = text.starts_with("Decode") ? behind(text, " throughput:") : std::nullopt;
    if (rate && text.find("median") == std::string_view::npos) {
      if (const auto streams = behind(text, "Batch size: ")) {
        streams_ = printed_number(*streams);
      }
      constexpr std::size_t kMostSteps = 100000;
      if (const double step = printed_number(*rate); step > 0 && steps_.size() < kMostSteps) {
        steps_.push_back(step);
        line_ = line;
      }
      return true;
    }
    if (text.starts_with("Prefill. latency:")) {
      put_steps(rows);
      streams_ = model::kUnknown;
      prompt_tps_ = number_behind(text, "throughput:");
      line_ = line;
      if (std::isnan(prompt_tps_)) {
        rows.problem(line, kCutRow);
      }
      return true;
    }
    if (!text.starts_with("Decode.") || text.find("median throughput:") == std::string_view::npos) {
      return false;
    }
    steps_.clear();
    put(number_behind(text, "median throughput:"), line, rows);
    return true;
  }
  void end(Rows& rows) override {
    put_steps(rows);
    if (prompt_tps_ > 0 && !is_warm_up_) {
      rows.problem(line_, "a prompt of bench_one_batch without the rate of its decode steps");
    }
    if (warm_up_) {
      rows.row(std::move(*warm_up_), line_);
    }
    warm_up_.reset();
    prompt_tps_ = streams_ = model::kUnknown;
    is_warm_up_ = false;
  }

 private:
  /// Of the steps that are printed without their median, as until 2024-08.
  void put_steps(Rows& rows) {
    if (!steps_.empty()) {
      const auto middle = steps_.begin() + static_cast<std::ptrdiff_t>(steps_.size() / 2);
      std::nth_element(steps_.begin(), middle, steps_.end());
      const double median = *middle;
      steps_.clear();
      put(median, line_, rows);
    }
  }

  void put(double rate, int line, Rows& rows) {
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run.engine = "sglang";
    run.concurrency = streams_;
    run.rate = streams_ == 1 ? catalog::StatedRate::stream : catalog::StatedRate::aggregate;
    run.pp_tps = prompt_tps_;
    run.tg_tps = rate;
    prompt_tps_ = model::kUnknown;
    line_ = line;
    if (is_warm_up_) {
      warm_up_ = std::move(figure);  // counts where the benchmark itself was cut off
    } else {
      rows.row(std::move(figure), line);
    }
  }

  double prompt_tps_ = model::kUnknown, streams_ = model::kUnknown;
  std::vector<double> steps_;  ///< rates since the prompt
  std::optional<ImportedRun> warm_up_;
  int line_ = 0;
  bool is_warm_up_ = false;
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

}  // namespace tokroof::formats
