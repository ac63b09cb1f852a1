// What vLLM's bench serve and SGLang's bench_serving print: "============ Serving Benchmark Result ============" and
// lines of "name: value", under nearly the same names.
#include <cmath>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/serving_figures.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

// Lower case: capitals differ between versions ("Total Token throughput").
const std::map<std::string_view, const char*> kKeys = {
    {"successful requests", "completed"},
    {"failed requests", "failed"},
    {"maximum request concurrency", "max_concurrency"},
    {"max request concurrency", "max_concurrency"},
    {"max reqeuest concurrency", "max_concurrency"},  // SGLang until 2025-06
    {"request rate configured (rps)", "request_rate"},
    {"traffic request rate", "request_rate"},
    {"backend", "backend"},
    // vLLM until 2024-05 writes the units behind the figures
    {"benchmark duration", "duration"},  // read by nothing: a line that tells whose they are
    {"request throughput", "request_throughput"},
    {"output token throughput", "output_throughput"},
    {"mean ttft", "mean_ttft_ms"},
    {"mean tpot", "mean_tpot_ms"},
    {"median tpot", "median_tpot_ms"},
    {"benchmark duration (s)", "duration"},
    {"total input tokens", "total_input_tokens"},
    {"total generated tokens", "total_output_tokens"},
    {"request throughput (req/s)", "request_throughput"},
    {"output token throughput (tok/s)", "output_throughput"},
    {"concurrency", "concurrency"},
    {"accept length", "accept_length"},
    {"acceptance rate (%)", "spec_decode_acceptance_rate"},
    {"acceptance length", "spec_decode_acceptance_length"},
    {"mean e2e latency (ms)", "mean_e2e_latency_ms"},
    {"mean e2el (ms)", "mean_e2el_ms"},
    {"mean ttft (ms)", "mean_ttft_ms"},
    {"mean tpot (ms)", "mean_tpot_ms"},
    {"median tpot (ms)", "median_tpot_ms"}};

/// The field that a figure with this title is; empty: it is none's. Other tools write other units.
std::string field_of(std::string_view title) {
  const auto key = kKeys.find(catalog::lower_case(catalog::trimmed(title)));
  return key == kKeys.end() ? "" : key->second;
}

class ServingText : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "printed serving benchmark"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (take_arguments(text, rows)) {
      return false;  // other benchmarks print theirs alike
    }
    const bool result =
        text.starts_with("====") && text.find("Benchmark Result ====") != std::string_view::npos;
    if (result) {
      put(rows);
      line_ = line;
      has_header_ = true;
      fields_ = std::exchange(above_, nlohmann::json::object());
      return true;
    }
    if (line_ == 0) {
      if (take_above(text)) {
        return false;
      }
      if (begins_with_count(text)) {
        begin_with_count(text, line);
        return false;  // others have such a line, too
      }
      if (!is_own_line(text)) {
        return false;
      }
      line_ = line;  // the start was cut off
    } else if (!has_header_ && begins_with_count(text)) {
      put(rows);
      begin_with_count(text, line);
      return false;
    }
    if (text.starts_with("=====")) {
      put(rows);
      return true;
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
      return text.starts_with("-----");
    }
    const std::string field = field_of(text.substr(0, colon));
    if (!field.empty()) {
      fields_[field] = without_unit(catalog::trimmed(text.substr(colon + 1)));
    }
    return !field.empty() || has_header_ || text.find("):") != std::string_view::npos;
  }

  void end(Rows& rows) override {
    put(rows);
    model_.clear();
    command_.clear();
    above_ = nlohmann::json::object();
    is_eager_ = false;
    quant_.clear();
    devices_ = prompts_ = model::kUnknown;
    in_arguments_ = false;
  }

 private:
  /// "Maximum request concurrency: 30", which vLLM prints above the frame of its figures.
  bool take_above(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string field = field_of(text.substr(0, colon));
    const bool is_load = model::is_one_of(field, {"max_concurrency", "request_rate"});
    if (is_load) {
      above_[field] = without_unit(catalog::trimmed(text.substr(colon + 1)));
    }
    return is_load;
  }

  /// "Successful requests: 1000", the first line of vLLM's figures, whose frame was left out.
  static bool begins_with_count(std::string_view text) {
    constexpr std::string_view kCount = "Successful requests:";
    return text.starts_with(kCount) && printed_number(text.substr(kCount.size())) > 0;
  }

  void begin_with_count(std::string_view text, int line) {
    line_ = line;
    fields_["completed"] = printed_number(text.substr(text.find(':') + 1));
  }

  /// "111.68 ms", "9.86 requests/s"
  static std::string without_unit(std::string_view value) {
    const bool number = !value.empty() && catalog::is_digit(value.front());
    return std::string(number ? value.substr(0, value.find(' ')) : value);
  }

  /// Lines that no other tool prints.
  static bool is_own_line(std::string_view text) {
    const std::size_t colon = text.find("):");
    return colon != std::string_view::npos && !field_of(text.substr(0, colon + 1)).empty() &&
           printed_number(text.substr(colon + 2)) > 0;
  }

  /// What the benchmark was started with: printed, over several lines where the terminal is narrow, or its command.
  bool take_arguments(std::string_view text, Rows& rows) {
    const bool starts = text.starts_with("Namespace(") || text.starts_with("ServerArgs(") ||
                        text.starts_with("benchmark_args=");
    if (starts || in_arguments_) {
      if (starts) {
        put(rows);
        model_.clear();
        prompts_ = model::kUnknown;
      }
      in_arguments_ = !text.ends_with(')') && !text.starts_with("====");
      if (const auto prompts = behind(text, "num_prompts=")) {
        prompts_ = printed_number(*prompts);
      }
      if (const auto name = behind(text, ", model='", "'")) {
        model_ = std::string(*name);
      } else if (const auto first = behind(text, "(model='", "'")) {
        model_ = std::string(*first);
      }
      return in_arguments_ || starts;
    }
    if (command_.take(text,
                      {"vllm", "sglang.bench_serving", "benchmark_serving.py", "sglang.launch_server"})) {
      put(rows);
      const std::string served = command_.word_behind("serve");
      const std::string named = command_.option({"--model", "--model-path"});
      const bool serves = command_.has("serve") || command_.has("sglang.launch_server") ||
                          command_.has("vllm.entrypoints.openai.api_server") ||
                          command_.has("vllm.entrypoints.api_server");
      const bool bench = command_.has("bench") || !serves;
      const std::string model = !named.empty() || bench ? named : served;
      model_ = model.find('$') == std::string::npos && !model.empty() ? model : model_;
      const double tp = command_.number({"-tp", "--tp", "--tp-size", "--tensor-parallel-size"});
      if (!bench) {
        devices_ = tp;
        is_eager_ = starts_eager(command_);
        quant_ = command_.option({"--quantization", "-q"});
      } else {
        for (const auto& [key, value] : {std::pair{"max_concurrency", command_.option({"--max-concurrency"})},
                                         {"request_rate", command_.option({"--request-rate"})}}) {
          if (!value.empty()) above_[key] = value;
        }
        prompts_ = command_.number({"--num-prompts", "--num-prompt"});
      }
      return true;
    }
    return false;
  }

  void put(Rows& rows) {
    if (line_ > 0) {
      if (prompts_ > 0) {
        fields_["num_prompts"] = prompts_;
      }
      const Record r(fields_);
      ImportedRun figure = serving_row(r);
      // SGLang names its backend in this table, vLLM does not.
      const std::string backend = r.text("backend");
      figure.run.engine = !r.has("backend") && !has_header_                                ? ""
                          : !r.has("backend") || backend.find("vllm") != std::string::npos ? "vllm"
                                                                                           : "sglang";
      figure.run.model = model_;
      if (devices_ >= 1 && std::isnan(figure.run.n_devices)) {
        figure.run.n_devices = devices_;
        figure.run.split = split_of(devices_);
      }
      if (figure.run.quant.empty()) {
        figure.run.quant = quant_;
      }
      if (is_eager_) {
        figure.run.eager = true;
      }
      if (has_serving_figures(r)) {
        rows.row(std::move(figure), line_);
      } else if (has_header_) {
        rows.problem(line_, "a serving benchmark without a rate of output tokens");
      }
    }
    line_ = 0;
    has_header_ = false;
    fields_ = nlohmann::json::object();
  }

  nlohmann::json fields_ = nlohmann::json::object();
  nlohmann::json above_ = nlohmann::json::object();  ///< of the next block
  std::string model_, quant_;
  CommandLine command_;
  double prompts_ = model::kUnknown;  ///< requests that were to be sent
  double devices_ = model::kUnknown;  ///< of the server whose command stands above
  bool in_arguments_ = false, has_header_ = false, is_eager_ = false;
  int line_ = 0;
};

}  // namespace

void add_serving_text(Formats& formats) { formats.push_back(std::make_unique<ServingText>()); }

}  // namespace tokroof::formats
