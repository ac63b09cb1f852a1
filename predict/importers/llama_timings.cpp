// What llama-cli and llama-server print after a run: "llama_print_timings:" until 2024, "llama_perf_context_print:" and
// "common_perf_print:" later. Generation includes sampling; its first token counts to the prompt.
#include <cmath>
#include <utility>

#include "predict/importers/formats.hpp"
#include "predict/importers/llama_log.hpp"
#include "predict/importers/text_fields.hpp"

namespace tokroof {
namespace {

/// "402.20 ms / 512 tokens ( 0.79 ms per token, 1273.00 tokens per second)".
struct Timing {
  double seconds = kUnknown, tokens = kUnknown;

  /// From the time and the count: the printed rate is rounded, and "inf" for one token.
  [[nodiscard]] double rate() const { return seconds > 0 && tokens > 0 ? tokens / seconds : kUnknown; }
};

Timing timing_of(std::string_view text) {
  Timing t;
  t.seconds = leading_number(text) / 1e3;
  if (const auto count = behind(text, "/")) {
    t.tokens = leading_number(*count);
  }
  return t;
}

class LlamaTimings : public Format {
 public:
  explicit LlamaTimings(const LlamaLog& log) : log_(log) {}
  [[nodiscard]] std::string_view name() const override { return "llama.cpp timings"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (const auto prompt = behind(text, "prompt eval time ="); prompt && is_timing(*prompt)) {
      put(rows);
      prompt_ = timing_of(*prompt);
      line_ = line;
      return true;
    }
    if (const auto eval = behind(text, "eval time ="); eval && is_timing(*eval)) {
      line_ = line_ > 0 ? line_ : line;
      generation_ = timing_of(*eval);
      put(rows);
      return true;
    }
    return false;
  }
  void end(Rows& rows) override { put(rows); }

 private:
  static bool is_timing(std::string_view text) { return text.find(" ms") != std::string_view::npos; }

  void put(Rows& rows) {
    if (line_ == 0) {
      return;
    }
    ImportedRun figure;
    Run& run = figure.run;
    run.n_prompt = prompt_.tokens;
    run.n_gen = generation_.tokens;
    run.depth = prompt_.tokens;  // what was cached from earlier turns is not printed
    run.pp_depth = prompt_.tokens > 0 ? 0 : kUnknown;
    run.pp_tps = prompt_.rate();
    run.tg_tps = generation_.rate();
    run.concurrency = 1;
    run.rate = "stream";
    log_.add_to(figure);
    if (std::isnan(run.pp_tps) && std::isnan(run.tg_tps)) {
      rows.problem(line_, "timings without tokens, or of no time at all");
    } else {
      rows.row(std::move(figure), line_);
    }
    prompt_ = generation_ = {};
    line_ = 0;
  }

  const LlamaLog& log_;
  Timing prompt_, generation_;
  int line_ = 0;
};

}  // namespace

void add_llama_timings(Formats& formats, const LlamaLog& log) {
  formats.push_back(std::make_unique<LlamaTimings>(log));
}

}  // namespace tokroof
