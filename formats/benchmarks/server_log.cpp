// What vLLM and SGLang log of themselves every few seconds while they serve.
#include <cmath>
#include <map>
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"

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

  /// What a line says that shows the arguments of the server: "model='Qwen/Qwen3-8B', ... tensor_parallel_size=2".
  void take_set_up(std::string_view text, std::string_view model, std::string_view devices) {
    set_up_ = {};
    set_up_.model = behind(text, model, "'").value_or("");
    set_up_.quant = behind(text, "quantization='", "'").value_or("");
    if (behind(text, "quantization=None")) {
      set_up_.quant = behind(text, "dtype=torch.bfloat16")  ? "BF16"
                      : behind(text, "dtype=torch.float16") ? "F16"
                                                            : "";
    }
    const double tp = printed_number(behind(text, devices).value_or(""));
    if (tp >= 1) {
      set_up_.n_devices = tp;
      set_up_.split = tp > 1 ? model::Split::tensor : model::Split::none;
    }
  }

 private:
  const char* engine_;
  catalog::Run set_up_;
  std::map<double, Window> fullest_;  ///< by requests that run at once
};

class VllmLog : public ServerLog {
 public:
  VllmLog() : ServerLog("vllm") {}
  [[nodiscard]] std::string_view name() const override { return "vLLM server log"; }

  /// "Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: 54.2 tokens/s, Running: 1 reqs, ...".
  bool take_line(std::string_view text, int line, Rows& /*rows*/) override {
    if (behind(text, " LLM engine (v") && behind(text, "model='")) {
      take_set_up(text, "model='", "tensor_parallel_size=");
      return true;
    }
    const auto generated = behind(text, "Avg generation throughput: ", " tokens/s");
    const auto running = behind(text, "Running: ");
    if (!generated || !running) {
      return false;
    }
    const bool prompts = printed_number(behind(text, "Avg prompt throughput: ").value_or("")) > 0;
    keep(printed_number(*running), {printed_number(*generated), model::kUnknown, prompts, line});
    return true;
  }
};

class SglangLog : public ServerLog {
 public:
  SglangLog() : ServerLog("sglang") {}
  [[nodiscard]] std::string_view name() const override { return "SGLang server log"; }

  /// "Decode batch. #running-req: 1, #token: 834, token usage: 0.00, gen throughput (token/s): 131.20, #queue-req: 0".
  bool take_line(std::string_view text, int line, Rows& /*rows*/) override {
    if (behind(text, "server_args=ServerArgs(")) {
      take_set_up(text, "model_path='", "tp_size=");
      return true;
    }
    const auto generated = behind(text, "gen throughput (token/s): ");
    const auto running = behind(text, "#running-req: ");
    if (!generated || !running) {
      return false;
    }
    const double streams = printed_number(*running);
    const double cached = printed_number(behind(text, "#token: ").value_or(""));
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
