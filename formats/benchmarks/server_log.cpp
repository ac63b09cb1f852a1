// What vLLM and SGLang log of themselves every few seconds while they serve.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/serving_figures.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "formats/commands/drafting.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Means over some seconds, in part of which a server may have had nothing to do: of those with as many requests the one
/// with the most tokens stands for them, and one without prompts before one with.
class ServerLog : public Format {
 public:
  explicit ServerLog(const char* engine) : engine_(engine) {}

  void end(Rows& rows) override {
    for (auto& [streams, window] : fullest_) {
      ImportedRun figure;
      catalog::Run& run = figure.run;
      run = set_up_;
      run.engine = engine_;
      run.rate = catalog::StatedRate::aggregate;
      run.concurrency = streams;
      run.depth = window.depth;
      run.includes_prefill = window.prompts;
      run.tg_tps = window.tps;
      rows.row(std::move(figure), window.line);
    }
    fullest_.clear();
  }

 protected:
  struct Window {
    double tps = 0;
    double depth = model::kUnknown;  ///< mean of its requests
    bool prompts = false;            ///< some were read in it
    int line = 0;
  };

  void keep(double streams, const Window& window) {
    constexpr double kMostStreams = 1e5;
    if (!(streams >= 1 && streams <= kMostStreams) || !(window.tps > 0)) {
      return;  // it was idle
    }
    Window& best = fullest_[streams];
    const bool better = best.line == 0 || best.prompts != window.prompts ? best.line == 0 || best.prompts
                                                                         : window.tps > best.tps;
    best = better ? window : best;
  }

  /// What a line says that shows the arguments of the server: "model='Qwen/Qwen3-8B', ... tensor_parallel_size=2", or as a
  /// dictionary, "'tensor_parallel_size': 2".
  void take_set_up(std::string_view text, std::string_view model, std::string_view devices) {
    const std::string arguments = without_inner(text);
    set_up_ = {};
    set_up_.model = value_of(arguments, model);
    const std::string_view quant = value_of(arguments, "quantization");
    if (quant == "None") {
      const std::string_view type = value_of(arguments, "dtype");
      set_up_.quant = type == "torch.bfloat16" ? "BF16" : type == "torch.float16" ? "F16" : "";
    } else if (quant != "compressed-tensors") {  // of any kind, which the model's name says
      set_up_.quant = quant;
    }
    spread(printed_number(value_of(arguments, devices)),
           printed_number(value_of(arguments, "pipeline_parallel_size")),
           set_up_);
    const bool drafts = !model::is_one_of(value_of(text, "speculative_config"), {"", "None"});
    set_up_.speculative = drafts ? draft_way_named(value_of(text, "method")).value_or(model::Drafting::draft)
                                 : catalog::Said<model::Drafting>();
    if (value_of(arguments, "enforce_eager") == "True" ||
        value_of(arguments, "disable_cuda_graph") == "True") {
      set_up_.eager = true;
    }
  }

  /// The command that started the server, above its log. Other formats read it too.
  void hear_command(std::string_view text, std::initializer_list<std::string_view> programs, Rows& rows) {
    if (!command_.take(text, programs) || command_.has("bench")) {
      return;
    }
    end(rows);
    set_up_ = {};
    const std::string named = command_.option({"--model", "--model-path"});
    set_up_.model = named.empty() ? command_.word_behind("serve") : named;
    set_up_.model = set_up_.model.empty() ? command_.word_behind("run") : set_up_.model;
    set_up_.quant = command_.option({"--quantization", "-q"});
    spread(command_.number({"-tp", "--tp", "--tp-size", "--tensor-parallel-size"}),
           command_.number({"-pp", "--pp", "--pp-size", "--pipeline-parallel-size"}),
           set_up_);
    const std::string drafting =
        command_.option({"--speculative-config", "-sc", "--speculative-algorithm", "--speculative-algo"});
    if (!drafting.empty()) {
      const nlohmann::json config = nlohmann::json::parse(drafting, nullptr, false);
      const std::string method = config.is_object() ? config.value("method", "") : drafting;
      set_up_.speculative = draft_way_named(method).value_or(model::Drafting::draft);
    }
    if (starts_eager(command_)) {
      set_up_.eager = true;
    }
  }

  /// Words below a blank line that are none of a log tell of another run than the log above them.
  void hear_others(std::string_view text, Rows& rows) {
    const bool blank = catalog::trimmed(text).empty();
    const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
    const bool log = has("INFO") || has("WARNING") || has("ERROR") || has("DEBUG") || has("throughput");
    if (!blank && !log && after_blank_) {
      end(rows);
    }
    after_blank_ = blank;
  }

 private:
  /// A value behind its key, without quotes.
  static std::string_view value_of(std::string_view text, std::string_view key) {
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      const bool begins = at == 0 || std::string_view(" ,('{").find(text[at - 1]) != std::string_view::npos;
      std::string_view rest = text.substr(at + key.size());
      const std::size_t sign = rest.starts_with("': ") ? 3 : rest.starts_with('=') ? 1 : 0;
      if (begins && sign > 0) {
        rest.remove_prefix(sign);
        const bool quoted = rest.starts_with('\'');
        rest.remove_prefix(quoted ? 1 : 0);
        return rest.substr(0, rest.find_first_of(quoted ? "'" : ",)}"));
      }
    }
    return {};
  }

  /// Without the dictionaries in a dictionary: a drafting model has a name too.
  static std::string without_inner(std::string_view text) {
    std::string out;
    int depth = 0;
    for (const char c : text) {
      depth += c == '{' ? 1 : 0;
      if (depth <= 1) {
        out.push_back(c);
      }
      depth -= c == '}' ? 1 : 0;
    }
    return out;
  }

  const char* engine_;
  catalog::Run set_up_;
  CommandLine command_;
  bool after_blank_ = false;
  std::map<double, Window> fullest_;  ///< by requests that run at once
};

class VllmLog : public ServerLog {
 public:
  VllmLog() : ServerLog("vllm") {}
  [[nodiscard]] std::string_view name() const override { return "vLLM server log"; }

  /// "Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: 54.2 tokens/s, Running: 1 reqs, ...".
  bool take_line(std::string_view text, int line, Rows& rows) override {
    hear_command(text, {"vllm", "aphrodite"}, rows);  // a fork, which logs alike
    hear_others(text, rows);
    const bool engine = behind(text, " LLM engine (v") && behind(text, "model='");
    if (engine || behind(text, "non-default args: {")) {
      end(rows);
      take_set_up(text, "model", "tensor_parallel_size");
      return true;
    }
    constexpr std::string_view kFirst = "Avg prompt throughput: ";
    bool any = false;
    for (std::size_t at = text.find(kFirst), next = 0; at < text.size(); at = next) {
      next = std::min(text.find(kFirst, at + kFirst.size()), text.size());  // a forum may join lines
      const std::string_view part = text.substr(at, next - at);
      const auto generated = behind(part, "Avg generation throughput: ", " tokens/s");
      const auto running = behind(part, "Running: ");
      if (generated && running) {
        const bool prompts = printed_number(part.substr(kFirst.size())) > 0;
        keep(printed_number(*running), {printed_number(*generated), model::kUnknown, prompts, line});
        any = true;
      }
    }
    return any;
  }
};

class SglangLog : public ServerLog {
 public:
  SglangLog() : ServerLog("sglang") {}
  [[nodiscard]] std::string_view name() const override { return "SGLang server log"; }

  /// "Decode batch. #running-req: 1, #token: 834, token usage: 0.00, gen throughput (token/s): 131.20, #queue-req: 0".
  bool take_line(std::string_view text, int line, Rows& rows) override {
    hear_command(text, {"sglang.launch_server"}, rows);
    hear_others(text, rows);
    if (behind(text, "server_args=ServerArgs(")) {
      end(rows);
      take_set_up(text, "model_path", "tp_size");
      return true;
    }
    const auto generated = behind(text, "gen throughput (token/s): ");
    const auto running = behind(text, "#running-req: ");
    if (!generated || !running) {
      return false;
    }
    const double streams = printed_number(*running);
    const double cached = number_behind(text, "#token: ");
    keep(streams, {printed_number(*generated), std::round(cached / streams), false, line});
    return true;
  }
};

}  // namespace

void add_server_log(Formats& formats) {
  formats.push_back(std::make_unique<VllmLog>());
  formats.push_back(std::make_unique<SglangLog>());
}

}  // namespace tokroof::formats
