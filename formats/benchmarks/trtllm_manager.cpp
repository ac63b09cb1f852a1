// The benchmarks of TensorRT-LLM before trtllm-bench: lines "[BENCHMARK] ..." of gptManagerBenchmark, one value each, and
// of benchmark.py, all values of a batch in one.
#include <algorithm>
#include <cmath>
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

class TrtllmManager : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "TensorRT-LLM [BENCHMARK]"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    const std::size_t at = text.find("[BENCHMARK] ");
    if (at == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(at);
    const auto number = [&](std::string_view key) { return printed_number(behind(text, key).value_or("")); };
    if (const auto model = behind(text, "model_name ", " ")) {
      take_batch(text, *model, line, rows);
    } else if (text.find(" num_samples ") != std::string_view::npos) {
      put(rows);
      line_ = line;
    } else if (text.find(" seq_throughput(seq/sec) ") != std::string_view::npos) {
      requests_per_s_ = number("seq_throughput(seq/sec) ");
    } else if (text.find(" token_throughput(token/sec) ") != std::string_view::npos) {
      rate_ = number("token_throughput(token/sec) ");
      line_ = line_ > 0 ? line_ : line;
    } else if (text.find(" avg_sequence_latency(ms) ") != std::string_view::npos) {
      request_s_ = number("avg_sequence_latency(ms) ") / 1e3;
    }
    return true;
  }
  void end(Rows& rows) override { put(rows); }

 private:
  static void take_batch(std::string_view text, std::string_view model, int line, Rows& rows) {
    const auto number = [&](std::string_view key) {
      return printed_thousandths(behind(text, key).value_or(""));
    };
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run.engine = "tensorrt-llm";
    run.model = std::string(model);
    run.quant = std::string(behind(text, " precision ", " ").value_or(""));
    run.n_devices = number(" world_size ");
    run.concurrency = number(" batch_size ");
    run.n_prompt = run.depth = number(" input_length ");
    run.n_gen = number(" output_length ");
    run.rate = run.concurrency == 1 ? catalog::StatedRate::stream : catalog::StatedRate::aggregate;
    const double generation = number(" generation_tokens_per_second ");
    run.tg_tps = generation > 0 ? generation : number(" tokens_per_sec ");
    run.includes_prefill = !(generation > 0);
    if (run.quant == "float16" && text.find("quantization QuantMode.0 ") == std::string_view::npos) {
      run.quant.clear();  // weights are of the mode's type
    }
    rows.row(std::move(figure), line);
  }

  void put(Rows& rows) {
    if (rate_ > 0) {
      ImportedRun figure;
      catalog::Run& run = figure.run;
      run.engine = "tensorrt-llm";
      run.rate = catalog::StatedRate::aggregate;
      run.includes_prefill = true;
      run.tg_tps = rate_;
      run.n_gen = rate_ / requests_per_s_;
      const double streams = requests_per_s_ * request_s_;
      if (streams > 0) {
        run.concurrency = std::max(1.0, std::round(streams * 100) / 100);
        run.notes = "mean streams at a time by Little's law";
      }
      rows.row(std::move(figure), line_);
    } else if (line_ > 0) {
      rows.problem(line_, "a benchmark of gptManagerBenchmark without its token_throughput");
    }
    line_ = 0;
    rate_ = requests_per_s_ = request_s_ = model::kUnknown;
  }

  double rate_ = model::kUnknown, requests_per_s_ = model::kUnknown, request_s_ = model::kUnknown;
  int line_ = 0;
};

}  // namespace

void add_trtllm_manager(Formats& formats) { formats.push_back(std::make_unique<TrtllmManager>()); }

}  // namespace tokroof::formats
