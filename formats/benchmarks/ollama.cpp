// Ollama: the last object of an answer of its API (durations in nanoseconds), and "ollama run --verbose" (Go's way of
// writing durations). A prompt that is in the cache is not evaluated: its count is then small or missing.
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

constexpr double kNanosecond = 1e-9;

struct Answer {
  std::string model, date, engine = "ollama";
  double n_prompt = model::kUnknown, prompt_s = model::kUnknown, n_gen = model::kUnknown,
         generation_s = model::kUnknown;
  double prompt_tps = model::kUnknown, generation_tps = model::kUnknown;  ///< as printed: rounded
  double card_share = model::kUnknown;                                    ///< of the model, on the card
};

double rate_of(double tokens, double seconds, double printed) {
  return tokens > 0 && seconds > 0 ? tokens / seconds : printed;
}

void put_answer(const Answer& a, int line, Rows& rows) {
  ImportedRun figure = one_stream_of(a.engine);
  catalog::Run& run = figure.run;
  run.model = a.model;
  run.date = a.date;
  run.n_prompt = a.n_prompt;
  run.n_gen = a.n_gen;
  run.depth = a.n_prompt;
  figure.card_share = a.card_share;
  run.pp_tps = rate_of(a.n_prompt, a.prompt_s, a.prompt_tps);
  run.tg_tps = rate_of(a.n_gen, a.generation_s, a.generation_tps);
  if (std::isnan(run.pp_tps) && std::isnan(run.tg_tps)) {
    rows.problem(line, "an answer of Ollama without a rate");
    return;
  }
  rows.row(std::move(figure), line);
}

class OllamaApi : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "Ollama API"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has("eval_duration") || !r.has("eval_count")) {
      // The words of a streamed answer come one by one before its figures.
      return r.has_all({"model", "created_at", "done"}) && r.number("done") == 0;
    }
    put_answer({.model = r.text("model"),
                .date = r.text("created_at").substr(0, 10),
                .n_prompt = r.number("prompt_eval_count"),
                .prompt_s = r.number("prompt_eval_duration") * kNanosecond,
                .n_gen = r.number("eval_count"),
                .generation_s = r.number("eval_duration") * kNanosecond},
               line,
               rows);
    return true;
  }
};

/// "1m2.5s", "611ms", "41.2us", "6.39s": seconds.
double go_duration_s(std::string_view text) {
  double total = 0;
  text = catalog::trimmed(text);
  while (!text.empty()) {
    const std::size_t number = text.find_first_not_of("0123456789.");
    if (number == 0 || number == std::string_view::npos) {
      return model::kUnknown;
    }
    const double value = printed_number(text.substr(0, number));
    text.remove_prefix(number);
    const std::size_t unit_end = std::min(text.find_first_of("0123456789."), text.size());
    const std::string_view unit = text.substr(0, unit_end);
    text.remove_prefix(unit_end);
    const double seconds = unit == "h"                               ? 3600
                           : unit == "m"                             ? 60
                           : unit == "s"                             ? 1
                           : unit == "ms"                            ? 1e-3
                           : unit == "ns"                            ? 1e-9
                           : unit.ends_with('s') && unit.size() <= 3 ? 1e-6  // us, µs in both spellings
                                                                     : model::kUnknown;
    total += value * seconds;
  }
  return total;
}

class OllamaVerbose : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "ollama --verbose"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (const auto command = behind(text, "ollama run ")) {
      engine_ = "ollama";
      take_command(*command);
      return true;
    }
    if (ktransformers_.take(text, {"ktransformers", "local_chat.py", "ktransformers.local_chat"})) {
      finish(rows);
      engine_ = "ktransformers";  // whose chat prints its figures under Ollama's names
      // The weights are those of the GGUF; the model's folder has the original's settings.
      std::string path = ktransformers_.option({"--gguf_path", "--gguf-path"});
      while (path.ends_with('/')) {
        path.pop_back();
      }
      model_ = path.substr(path.find_last_of('/') + 1);
      return false;  // what it says of the model is heard by others
    }
    hear_processes(text, rows);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
      return false;
    }
    const std::string_view key = catalog::trimmed(text.substr(0, colon));
    const std::string_view value = catalog::trimmed(text.substr(colon + 1));
    if (key == "total duration" || key == "load duration") {
      start(line);
    } else if (key == "prompt eval count") {
      start(line);
      answer_.n_prompt = printed_number(value);
    } else if (key == "prompt eval duration") {
      answer_.prompt_s = go_duration_s(value);
    } else if (key == "prompt eval rate") {
      answer_.prompt_tps = printed_number(value);
    } else if (key == "eval count") {
      start(line);
      answer_.n_gen = printed_number(value);
    } else if (key == "eval duration") {
      answer_.generation_s = go_duration_s(value);
    } else if (key == "eval rate") {
      start(line);
      answer_.generation_tps = printed_number(value);
      finish(rows);
    } else {
      return false;
    }
    return true;
  }
  void end(Rows& rows) override {
    finish(rows);
    put_waiting(rows, true);
    model_.clear();
    engine_ = "ollama";
    card_shares_.clear();
  }

 private:
  /// A line of `ollama ps`: "gpt-oss:120b  a951a23b46a1  67 GB  68%/32% CPU/GPU  8192  4 minutes from now".
  void hear_processes(std::string_view text, Rows& rows) {
    const std::size_t percent = text.find('%');
    const std::size_t name_end = text.find(' ');
    const bool on_host = text.find("% CPU ") != std::string_view::npos;
    const bool on_card = text.find("% GPU ") != std::string_view::npos;
    const bool on_both = text.find("% CPU/GPU ") != std::string_view::npos;
    if (percent == std::string_view::npos || name_end == std::string_view::npos ||
        text.find("B ") == std::string_view::npos || !(on_host || on_card || on_both)) {
      return;
    }
    constexpr std::size_t kMostModels = 100;
    if (card_shares_.size() < kMostModels) {
      const auto card = on_both ? number_behind(text, "%/") : on_card ? 100 : 0;
      card_shares_[std::string(text.substr(0, name_end))] = card / 100;
      put_waiting(rows);
    }
  }

  /// Answers that wait for what `ollama ps` says below them: those that it does now, or all.
  void put_waiting(Rows& rows, bool all = false) {
    std::vector<std::pair<Answer, int>> still;
    for (auto& [answer, line] : waiting_) {
      if (take_share(answer) || all) {
        put_answer(answer, line, rows);
      } else {
        still.emplace_back(std::move(answer), line);
      }
    }
    waiting_ = std::move(still);
  }

  bool take_share(Answer& answer) const {
    const auto share = !answer.model.empty()      ? card_shares_.find(answer.model)
                       : card_shares_.size() == 1 ? card_shares_.begin()
                                                  : card_shares_.end();
    if (share == card_shares_.end()) {
      return false;
    }
    answer.model = share->first;
    answer.card_share = share->second;
    return true;
  }

  void start(int line) { line_ = line_ == 0 ? line : line_; }

  void take_command(std::string_view words) {
    model_.clear();
    while (!words.empty() && model_.empty()) {
      const std::size_t end =
          std::min(words.find_first_of(" `"), words.size());  // a command in backticks ends so
      if (!words.starts_with('-')) {
        model_ = std::string(words.substr(0, end));
      }
      words = catalog::trimmed(words.substr(std::min(end + 1, words.size())));
    }
  }

  void finish(Rows& rows) {
    if (line_ > 0) {
      answer_.model = model_;
      answer_.engine = engine_;
      constexpr std::size_t kMostWaiting = 100;
      if (engine_ != "ollama" || take_share(answer_) || waiting_.size() >= kMostWaiting) {
        put_waiting(rows, true);
        put_answer(answer_, line_, rows);
      } else {
        waiting_.emplace_back(answer_, line_);
      }
    }
    answer_ = {};
    line_ = 0;
  }

  Answer answer_;
  std::vector<std::pair<Answer, int>> waiting_;  ///< with their lines
  std::map<std::string, double> card_shares_;    ///< of models that are loaded, as `ollama ps` says
  std::string model_, engine_ = "ollama";
  CommandLine ktransformers_;
  int line_ = 0;
};

}  // namespace

void add_ollama(Formats& formats) {
  formats.push_back(std::make_unique<OllamaApi>());
  formats.push_back(std::make_unique<OllamaVerbose>());
}

}  // namespace tokroof::formats
