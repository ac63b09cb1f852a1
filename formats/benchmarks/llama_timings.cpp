// What llama-cli and llama-server print after a run: "llama_print_timings:" until 2024, "llama_perf_context_print:" and
// "common_perf_print:" later. Generation includes sampling; its first token counts to the prompt.
#include <cmath>
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/llama_command.hpp"
#include "formats/benchmarks/llama_log.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

/// "402.20 ms / 512 tokens ( 0.79 ms per token, 1273.00 tokens per second)".
struct Timing {
  double seconds = model::kUnknown, tokens = model::kUnknown;

  /// From the time and the count: the printed rate is rounded, and "inf" for one token.
  [[nodiscard]] double rate() const { return seconds > 0 && tokens > 0 ? tokens / seconds : model::kUnknown; }
};

Timing timing_of(std::string_view text) {
  Timing t;
  t.seconds = printed_number(text) / 1e3;
  if (const auto count = behind(text, "/")) {
    t.tokens = printed_number(*count);
  }
  return t;
}

class LlamaTimings : public Format {
 public:
  explicit LlamaTimings(const LlamaLog& log) : log_(log) {}
  [[nodiscard]] std::string_view name() const override { return "llama.cpp timings"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (take_progress(text, line, rows)) {
      return true;
    }
    take_task(text, rows);
    if (const auto chunks = behind(text, "calculating perplexity over ")) {
      put(rows);
      chunk_tokens_ = printed_number(behind(*chunks, "n_ctx=").value_or(""));
      return true;
    }
    if (const auto prompt = behind(text, "prompt eval time ="); prompt && is_timing(*prompt)) {
      put(rows);
      prompt_ = timing_of(*prompt);
      line_ = line;
      return true;
    }
    if (const auto eval = behind(text, "eval time ="); eval && is_timing(*eval)) {
      if (generation_.seconds >= 0) {
        put(rows);
      }
      line_ = line_ > 0 ? line_ : line;
      generation_ = timing_of(*eval);
      progress_line_ = 0;  // the request's own end
      lines_left_ = kLinesBehind;
      return true;
    }
    if (take_short(text, line, rows)) {
      return true;
    }
    command_.take(text);
    if (generation_.seconds >= 0 && !take_behind(text) && --lines_left_ == 0) {
      put(rows);
    }
    return false;
  }
  void end(Rows& rows) override {
    put(rows);
    put_progress(rows);
  }

 private:
  /// "slot print_timing: id 0 | task 0 | n_gen = 3591, tg = 47.42 t/s, tg_3s = 61.32 t/s", every few seconds.
  bool take_progress(std::string_view text, int line, Rows& rows) {
    const auto tokens = behind(text, "| n_gen = ", ",");
    const auto rate = behind(text, ", tg = ", "t/s");
    if (!tokens || !rate) {
      return false;
    }
    const double task = printed_number(behind(text, "task ").value_or(""));
    if (progress_line_ > 0 && task != progress_task_) {
      put_progress(rows);
    }
    progress_ = {printed_number(*tokens) / printed_number(*rate), printed_number(*tokens)};
    progress_task_ = task;
    progress_line_ = line;
    return true;
  }

  /// A request whose end is not in the log: the last that it says.
  void put_progress(Rows& rows) {
    if (progress_line_ > 0) {
      ImportedRun figure;
      figure.run.n_gen = progress_.tokens;
      figure.run.tg_tps = progress_.rate();
      figure.run.concurrency = 1;
      figure.run.rate = catalog::StatedRate::stream;
      log_.add_to(figure);
      command_.add_to(figure);
      rows.row(std::move(figure), progress_line_);
    }
    progress_ = {};
    progress_line_ = 0;
  }

  static bool is_timing(std::string_view text) { return text.find(" ms") != std::string_view::npos; }

  /// "[ Prompt: 123.4 t/s | Generation: 45.6 t/s ]", llama-cli since 2025-12: no counts.
  bool take_short(std::string_view text, int line, Rows& rows) {
    const auto prompt = behind(text, "[ Prompt: ", "t/s");
    const auto generation = behind(text, "| Generation: ", "t/s ]");
    if (!prompt || !generation || !catalog::trimmed(text).ends_with("t/s ]")) {
      return false;
    }
    put(rows);
    ImportedRun figure;
    figure.run.pp_tps = printed_number(*prompt);
    figure.run.tg_tps = printed_number(*generation);
    figure.run.concurrency = 1;
    figure.run.rate = catalog::StatedRate::stream;
    log_.add_to(figure);
    command_.add_to(figure);
    rows.row(std::move(figure), line);
    return true;
  }

  /// What a server says behind the times of the same request: drafts, and the tokens that it has in its cache at last.
  bool take_behind(std::string_view text) {
    const auto accepted = behind(text, "draft acceptance rate = ");
    if (const auto drafts = accepted ? accepted : behind(text, "draft acceptance = ")) {
      acceptance_ = printed_number(*drafts);
      return true;
    }
    return false;
  }

  /// The tokens that a server has in its cache when a request ends: said before its times until 2025, behind them later.
  void take_task(std::string_view text, Rows& rows) {
    const bool times = text.find("print_timing:") != std::string_view::npos;
    const bool released = !times && text.find("stop processing: ") != std::string_view::npos;
    if (!times && !released) {
      return;
    }
    const double task = printed_number(behind(text, "task ").value_or(""));
    if (generation_.seconds >= 0 && task != task_) {
      put(rows);  // another request
    }
    if (times) {
      task_ = task;
    } else {
      const auto tokens = behind(text, "n_tokens = ");
      const bool whole = text.find("truncated = 0") != std::string_view::npos;
      released_task_ = task;
      cached_ =
          whole ? printed_number(tokens ? *tokens : behind(text, "n_past = ").value_or("")) : model::kUnknown;
    }
  }

  void put(Rows& rows) {
    if (line_ == 0) {
      return;
    }
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run.n_prompt = prompt_.tokens;
    run.n_gen = generation_.tokens;
    // What was cached from earlier turns is only known where the server says what it has at last.
    constexpr double kFewTokens = 8;
    const double cached = released_task_ == task_ ? cached_ : model::kUnknown;
    const double before = cached - prompt_.tokens - generation_.tokens;
    run.pp_depth = !(prompt_.tokens > 0) ? model::kUnknown : before > kFewTokens ? before : 0;
    run.depth = prompt_.tokens + (before > kFewTokens ? before : 0);
    if (chunk_tokens_ > 0) {  // llama-perplexity reads a text in chunks, each a prompt of its own
      run.n_prompt = chunk_tokens_;
      run.n_gen = model::kUnknown;
      run.depth = run.pp_depth = 0;
      generation_ = {};
    }
    if (acceptance_ >= 0) {
      run.speculative = model::Drafting::draft;
      run.acceptance = acceptance_;
    }
    run.pp_tps = prompt_.rate();
    run.tg_tps = generation_.rate();
    run.concurrency = 1;
    run.rate = catalog::StatedRate::stream;
    log_.add_to(figure);
    command_.add_to(figure);
    if (std::isnan(run.pp_tps) && std::isnan(run.tg_tps)) {
      rows.problem(line_, "timings without tokens, or of no time at all");
    } else {
      rows.row(std::move(figure), line_);
    }
    prompt_ = generation_ = {};
    chunk_tokens_ = acceptance_ = cached_ = task_ = released_task_ = model::kUnknown;
    line_ = lines_left_ = 0;
  }

  const LlamaLog& log_;
  LlamaCommand command_;
  static constexpr int kLinesBehind = 12;
  Timing prompt_, generation_, progress_;
  double progress_task_ = model::kUnknown;
  int progress_line_ = 0;  ///< of a request that has not ended; 0: there is none
  double chunk_tokens_ = model::kUnknown;
  double acceptance_ = model::kUnknown, cached_ = model::kUnknown;
  double task_ = model::kUnknown, released_task_ = model::kUnknown;
  int line_ = 0;
  int lines_left_ = 0;  ///< in which the server may say more of the same request
};

}  // namespace

void add_llama_timings(Formats& formats, const LlamaLog& log) {
  formats.push_back(std::make_unique<LlamaTimings>(log));
}

}  // namespace tokroof::formats
