// What llama-cli and llama-server print after a run: "llama_print_timings:" until 2024, "llama_perf_context_print:" and
// "common_perf_print:" later. Generation includes sampling; its first token counts to the prompt.
#include <algorithm>
#include <cmath>
#include <map>
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

/// What a server says of a request now and then.
struct Progress {
  Timing timing;
  double streams = 1;  ///< requests that ran at once
  int line = 0;
  ImportedRun set_up;
};

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
      chunk_tokens_ = number_behind(*chunks, "n_ctx=");
      return true;
    }
    if (const auto prompt = behind(text, "prompt eval time ="); prompt && is_timing(*prompt)) {
      put(rows);
      prompt_ = timing_of(*prompt);
      line_ = line;
      hear_set_up();
      return true;
    }
    if (const auto eval = behind(text, "eval time ="); eval && is_timing(*eval)) {
      if (generation_.seconds >= 0) {
        put(rows);
      }
      line_ = line_ > 0 ? line_ : line;
      generation_ = timing_of(*eval);
      hear_set_up();
      std::isnan(task_) ? tasks_.clear() : void(tasks_.erase(task_));  // the request's own end
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
  /// "slot print_timing: id 0 | task 0 | n_gen = 3591, tg = 47.42 t/s, tg_3s = 61.32 t/s", every few seconds; of new builds
  /// "n_decoded = 3591".
  bool take_progress(std::string_view text, int line, Rows& rows) {
    const auto generated = behind(text, "| n_gen = ", ",");
    const auto tokens = generated ? generated : behind(text, "| n_decoded = ", ",");
    const auto rate = behind(text, ", tg = ", "t/s");
    if (!tokens || !rate) {
      return false;
    }
    constexpr std::size_t kMostTasks = 100;
    const double number = number_behind(text, "task ");
    const double task = std::isnan(number) ? -1 : number;
    const bool is_new = !tasks_.contains(task);
    if (tasks_.size() >= kMostTasks) {
      put_progress(rows);
    }
    hear_set_up();
    Progress& progress = tasks_[task];
    // Between two of its lines others told of theirs: they run at once.
    const auto others = std::count_if(tasks_.begin(), tasks_.end(), [&](const auto& other) {
      return !is_new && other.second.line > progress.line;
    });
    progress.streams = std::max(progress.streams, 1 + static_cast<double>(others));
    for (auto& [id, other] : tasks_) {
      other.streams = others > 0 && other.line > progress.line ? std::max(other.streams, progress.streams)
                                                               : other.streams;
    }
    progress.timing = {printed_number(*tokens) / printed_number(*rate), printed_number(*tokens)};
    progress.line = line;
    progress.set_up = set_up_;
    return true;
  }

  /// What stands above the figures: by the time that they are known to be whole, the log may tell of the next run.
  void hear_set_up() {
    set_up_ = {};
    log_.add_to(set_up_);
    command_.add_to(set_up_);
  }

  /// Requests whose end is not in the log: the last that it says of each.
  void put_progress(Rows& rows) {
    for (auto& [task, progress] : tasks_) {
      ImportedRun figure = std::move(progress.set_up);
      figure.run.n_gen = progress.timing.tokens;
      figure.run.tg_tps = progress.timing.rate();
      figure.run.concurrency = progress.streams;
      figure.run.rate = catalog::StatedRate::stream;
      rows.row(std::move(figure), progress.line);
    }
    tasks_.clear();
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
    hear_set_up();
    ImportedRun figure = set_up_;
    figure.run.pp_tps = printed_number(*prompt);
    figure.run.tg_tps = printed_number(*generation);
    catalog::set_one_stream(figure.run);
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
    const double task = number_behind(text, "task ");
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
    ImportedRun figure = set_up_;
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
      if (run.speculative.empty()) {
        run.speculative = model::Drafting::draft;
      }
      run.acceptance = acceptance_;
    }
    run.pp_tps = prompt_.rate();
    run.tg_tps = generation_.rate();
    catalog::set_one_stream(run);
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
  ImportedRun set_up_;  ///< of the figures that are being read
  static constexpr int kLinesBehind = 12;
  Timing prompt_, generation_;
  std::map<double, Progress> tasks_;  ///< requests that have not ended
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
