// vLLM's bench serve, throughput and latency: their JSON files, and the lines that throughput and latency print. What
// bench serve prints is in serving_text.cpp.
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/serving_figures.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

/// What people put into --metadata.
void add_metadata(const Record& r, catalog::Run& run) {
  const auto take = [&](std::string& cell, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
      if (cell.empty()) {
        cell = r.text(key);
      }
    }
  };
  take(run.device, {"gpu", "gpu_name", "gpu_type", "device", "hardware"});
  take(run.quant, {"quantization", "quant", "dtype", "precision"});
  take(run.engine_version, {"vllm_version", "engine_version", "version"});
}

/// The arguments that a benchmark prints first: "Namespace(model='...', input_len=32, ...)".
catalog::Run printed_arguments(std::string_view text) {
  const auto number = [&](std::string_view key) { return number_behind(text, key); };
  const auto word = [&](std::string_view key) { return std::string(behind(text, key, "'").value_or("")); };
  catalog::Run out;
  const std::string later = word(", model='");
  out.model = !later.empty() ? later : word("(model='");
  out.quant = word("quantization='");
  out.n_prompt = out.depth = number("input_len=");
  out.n_gen = number("output_len=");
  out.concurrency = number("batch_size=");
  spread(number("tensor_parallel_size="), number("pipeline_parallel_size="), out);
  return out;
}

class VllmServe : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "vLLM bench serve"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"model_id", "request_throughput"}) || !has_serving_figures(r)) {
      return false;
    }
    ImportedRun figure = serving_row(r);
    const std::string backend = r.text("backend") + r.text("endpoint_type");
    figure.run.engine = backend.find("sglang") != std::string::npos     ? "sglang"
                        : backend.find("tensorrt") != std::string::npos ? "tensorrt-llm"
                                                                        : "vllm";
    add_metadata(r, figure.run);
    rows.row(std::move(figure), line);
    return true;
  }
};

/// Offline: all prompts at once, as many sequences at a time as the engine takes.
class VllmThroughput : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "vLLM bench throughput"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"elapsed_time", "tokens_per_second", "total_num_tokens"})) {
      return false;
    }
    const double output = r.first_number({"output_tokens_per_second", "output_throughput"});
    if (!(output > 0)) {
      rows.problem(line,
                   "vLLM bench throughput counts prompt and output tokens together in this file: no decode "
                   "rate can be "
                   "told; the line that it prints (\"... output tokens/s\") has one");
      return true;
    }
    arguments_ = {};
    put(output, model::kUnknown, model::kUnknown, line, rows);
    return true;
  }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.find("Namespace(") != std::string_view::npos) {
      end(rows);
      arguments_ = printed_arguments(text);
      return false;
    }
    const bool rate =
        text.starts_with("Throughput: ") && text.find(" requests/s, ") != std::string_view::npos;
    if (rate && text.ends_with(" tokens/s") && text.find("output tokens/s") == std::string_view::npos) {
      progress_ = {};
      end(rows);
      return take_total(printed_number(text.substr(12)), line, rows);
    }
    const auto output = text.starts_with("Throughput: ") ? behind(text, "total tokens/s,") : std::nullopt;
    if (take_progress(text, line)) {
      return true;
    }
    if (output && output->find("output tokens/s") != std::string_view::npos) {
      progress_ = {};
      end(rows);
      rate_ = printed_number(*output);
      requests_per_s_ = printed_number(text.substr(12));
      line_ = line;
      return true;
    }
    if (line_ > 0 && text.starts_with("Total num prompt tokens:")) {
      prompt_tokens_ = printed_number(*behind(text, ":"));
      return true;
    }
    if (line_ > 0 && text.starts_with("Total num output tokens:")) {
      output_tokens_ = printed_number(*behind(text, ":"));
      return true;
    }
    return false;
  }
  void end(Rows& rows) override {
    if (line_ > 0) {
      // requests = output tokens / rate of them x requests per second
      const double requests = output_tokens_ / rate_ * requests_per_s_;
      const double n_gen = rate_ / requests_per_s_;
      const bool counted = prompt_tokens_ > 0;
      put(rate_, counted ? prompt_tokens_ / requests : arguments_.n_prompt, n_gen, line_, rows);
      arguments_ = {};
    }
    line_ = 0;
    rate_ = requests_per_s_ = prompt_tokens_ = output_tokens_ = model::kUnknown;
    put_progress(rows);
  }

 private:
  /// What vLLM shows of a list of prompts, whether a benchmark has it or a script.
  struct Progress {
    double prompts = model::kUnknown, prompts_per_s = model::kUnknown, input_tps = model::kUnknown,
           output_tps = model::kUnknown;
    int line = 0;
  };

  /// "Processed prompts: 100%|###| 1000/1000 [01:02<00:00, 16.05it/s, est. speed input: 3300.22 toks/s, output: 3100.10 toks/s]".
  bool take_progress(std::string_view text, int line) {
    const auto input = behind(text, "est. speed input: ", " toks/s");
    const auto output = behind(text, " toks/s, output: ", " toks/s");
    if (!input || !output) {
      return false;
    }
    const auto times = behind(text, "[");
    const std::size_t slash = text.substr(0, text.find('[')).rfind('/');
    progress_ = {
        .prompts = slash == std::string_view::npos ? model::kUnknown : printed_number(text.substr(slash + 1)),
        .prompts_per_s = times ? printed_number(behind(*times, ", ", "it/s").value_or("")) : model::kUnknown,
        .input_tps = printed_number(*input),
        .output_tps = printed_number(*output),
        .line = line};
    return true;
  }

  /// Of all prompts together; how many ran at a time is not in it.
  void put_progress(Rows& rows) {
    if (progress_.line > 0 && progress_.output_tps > 0) {
      ImportedRun figure;
      catalog::Run& run = figure.run;
      run.engine = "vllm";
      catalog::set_all_streams(run);
      run.concurrency = progress_.prompts == 1 ? 1 : model::kUnknown;
      run.tg_tps = progress_.output_tps;
      run.n_prompt = run.depth = progress_.input_tps / progress_.prompts_per_s;
      run.n_gen = progress_.output_tps / progress_.prompts_per_s;
      rows.row(std::move(figure), progress_.line);
    }
    progress_ = {};
  }

  /// Until 2024-10 the rate counted prompt and output together; requests of known length have a rate of output.
  bool take_total(double requests_per_s, int line, Rows& rows) {
    if (!(arguments_.n_gen > 0)) {
      rows.problem(
          line,
          "vLLM bench throughput counts prompt and output tokens together in this line, and how many tokens "
          "a request gave is not in it: no rate of output tokens");
      return true;
    }
    put(requests_per_s * arguments_.n_gen, arguments_.n_prompt, arguments_.n_gen, line, rows);
    arguments_ = {};
    return true;
  }

  void put(double rate, double n_prompt, double n_gen, int line, Rows& rows) const {
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run = arguments_;
    run.engine = "vllm";
    catalog::set_all_streams(run);
    run.tg_tps = rate;
    run.n_prompt = run.depth = n_prompt;
    run.n_gen = n_gen;
    rows.row(std::move(figure), line);
  }

  double rate_ = model::kUnknown, requests_per_s_ = model::kUnknown, prompt_tokens_ = model::kUnknown,
         output_tokens_ = model::kUnknown;
  int line_ = 0;
  Progress progress_;
  catalog::Run arguments_;
};

/// Time of a whole batch from end to end; how many sequences of how many tokens is not in it.
class VllmLatency : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "vLLM bench latency"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"avg_latency", "percentiles"})) {
      return false;
    }
    put({}, r.number("avg_latency"), line, rows);
    return true;
  }
  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.find("Namespace(") != std::string_view::npos) {  // the arguments that it was started with
      arguments_ = printed_arguments(text);
      return false;
    }
    const auto latency =
        text.starts_with("Avg latency: ") ? behind(text, "Avg latency: ", " seconds") : std::nullopt;
    if (latency) {
      put(arguments_, printed_number(*latency), line, rows);
      arguments_ = {};
    }
    return latency.has_value();
  }
  void end(Rows& /*rows*/) override { arguments_ = {}; }

 private:
  static void put(const catalog::Run& arguments, double latency_s, int line, Rows& rows) {
    ImportedRun figure;
    figure.run = arguments;
    figure.run.engine = "vllm";
    catalog::set_all_streams(figure.run);
    figure.whole_batch_s = latency_s;
    rows.row(std::move(figure), line);
  }

  catalog::Run arguments_;
};

}  // namespace

void add_vllm(Formats& formats) {
  formats.push_back(std::make_unique<VllmServe>());
  formats.push_back(std::make_unique<VllmThroughput>());
  formats.push_back(std::make_unique<VllmLatency>());
}

}  // namespace tokroof::formats
