// llama-bench's default table: only the options that differ from their default have a column, and the machine stands
// in the log before it, the build below it.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/number.hpp"
#include "predict/importers/csv.hpp"
#include "predict/importers/formats.hpp"
#include "predict/importers/llama_bench_record.hpp"
#include "predict/importers/llama_log.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

// Titles of columns and what the other formats call the same.
const std::map<std::string_view, const char*> kTitles = {{"model", "model_type"},
                                                         {"backend", "backends"},
                                                         {"ngl", "n_gpu_layers"},
                                                         {"threads", "n_threads"},
                                                         {"sm", "split_mode"},
                                                         {"mg", "main_gpu"},
                                                         {"nkvo", "no_kv_offload"},
                                                         {"fa", "flash_attn"},
                                                         {"dev", "devices"},
                                                         {"ts", "tensor_split"},
                                                         {"ot", "tensor_buft_overrides"},
                                                         {"ncmoe", "n_cpu_moe"}};

/// "16.24 ± 0.02", "16.24 +- 0.02" or "16.24".
std::pair<double, double> mean_and_deviation(std::string_view cell) {
  for (const std::string_view sign : {"\xC2\xB1", "+-", "+/-", "\xB1"}) {
    if (const std::size_t at = cell.find(sign); at != std::string_view::npos) {
      return {parse_number(trimmed(cell.substr(0, at))).value_or(kUnknown),
              parse_number(trimmed(cell.substr(at + sign.size()))).value_or(kUnknown)};
    }
  }
  return {parse_number(trimmed(cell)).value_or(kUnknown), kUnknown};
}

/// The number behind "pp", "tg" or "@ d" in a test's name; 0: it is not there.
double tokens_of(std::string_view test, std::string_view key) {
  const std::size_t at = test.find(key);
  if (at == std::string_view::npos) {
    return 0;
  }
  const std::string_view rest = trimmed(test.substr(at + key.size()));
  return parse_number(rest.substr(0, rest.find_first_not_of("0123456789"))).value_or(kUnknown);
}

class LlamaBenchMarkdown : public Format {
 public:
  explicit LlamaBenchMarkdown(const LlamaLog& log) : log_(log) {}
  [[nodiscard]] std::string_view name() const override { return "llama-bench md"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (take_build(text)) {
      flush(rows);
      return true;
    }
    std::vector<std::string> cells = split_markdown(text);
    if (cells.empty()) {
      if (!trimmed(text).empty()) {
        flush(rows);  // before the log of the next run names other devices
      }
      return false;
    }
    if (cells.front() == "model" && cells.back() == "t/s" && has(cells, "test")) {
      flush(rows);
      columns_ = std::move(cells);
      return true;
    }
    if (columns_.empty() || cells.front().starts_with("-") || cells.front().starts_with(":-")) {
      return !columns_.empty();
    }
    if (std::none_of(cells.begin(), cells.end(), is_test)) {  // the table of another tool
      flush(rows);
      columns_.clear();
      return false;
    }
    if (cells.size() != columns_.size()) {
      rows.problem(line, fmt::format("has {} cells, the header has {}", cells.size(), columns_.size()));
      return true;
    }
    take_row(cells, line, rows);
    return true;
  }
  void end(Rows& rows) override {
    flush(rows);
    columns_.clear();
  }

 private:
  struct Waiting {
    json fields;
    int line;
  };

  static bool has(const std::vector<std::string>& cells, std::string_view title) {
    return std::find(cells.begin(), cells.end(), title) != cells.end();
  }

  /// "pp512", "tg 128", "pp512+tg128 @ d4096".
  static bool is_test(const std::string& cell) {
    return (cell.starts_with("pp") || cell.starts_with("tg")) && tokens_of(cell, cell.substr(0, 2)) > 0;
  }

  /// "build: 1a2b3c4d (6712)" below the table.
  bool take_build(std::string_view text) {
    text = trimmed(text);
    if (columns_.empty() || !text.starts_with("build: ") || !text.ends_with(')')) {
      return false;
    }
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) {
      return false;
    }
    build_ = parse_number(text.substr(open + 1, text.size() - open - 2)).value_or(kUnknown);
    return true;
  }

  void take_row(const std::vector<std::string>& cells, int line, Rows& rows) {
    json fields = json::object();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string& title = columns_[i];
      const auto other = kTitles.find(title);
      fields[other == kTitles.end() ? title : other->second] = cells[i];
      if (title == "size") {
        set(fields, "model_size", gib_of(cells[i]) * (1 << 30));
      } else if (title == "params") {
        set(fields, "model_n_params", parameters_b_of(cells[i]) * 1e9);
      } else if (title == "t/s") {
        const auto [mean, deviation] = mean_and_deviation(cells[i]);
        set(fields, "avg_ts", mean);
        set(fields, "stddev_ts", deviation);
      } else if (title == "test") {
        set(fields, "n_prompt", tokens_of(cells[i], "pp"));
        set(fields, "n_gen", tokens_of(cells[i], "tg"));
        set(fields, "n_depth", tokens_of(cells[i], "@ d"));
      }
    }
    waiting_.push_back({std::move(fields), line});
    constexpr std::size_t kMostWaiting = 10000;  // the build stands below the table; the table may be endless
    if (waiting_.size() >= kMostWaiting) {
      flush(rows);
    }
  }

  static void set(json& fields, const char* key, double value) {
    if (std::isfinite(value)) {
      fields[key] = value;
    }
  }

  void flush(Rows& rows) {
    for (Waiting& w : waiting_) {
      if (std::isfinite(build_)) {
        w.fields["build_number"] = build_;
      }
      WithMachine with(log_, rows);
      take_llama_bench(Record(w.fields), w.line, pairs_, with);
    }
    WithMachine with(log_, rows);
    pairs_.flush(with);
    waiting_.clear();
    build_ = kUnknown;
  }

  /// Adds the devices that the log named, and of a processor what nobody named.
  class WithMachine : public Rows {
   public:
    WithMachine(const LlamaLog& log, Rows& rows) : log_(log), rows_(rows) {}
    void row(ImportedRun figure, int line) override {
      Run& run = figure.run;
      log_.add_machine_to(figure);
      if (run.split == "none" && run.n_devices > 1) {  // -sm none: the first of them
        run.device = run.device.substr(0, run.device.find(" + "));
        run.n_devices = 1;
      } else if (run.n_devices == 1) {
        run.split = "none";
      }
      rows_.row(std::move(figure), line);
    }
    void problem(int line, const std::string& reason) override { rows_.problem(line, reason); }

   private:
    const LlamaLog& log_;
    Rows& rows_;
  };

  const LlamaLog& log_;
  std::vector<std::string> columns_;
  std::vector<Waiting> waiting_;
  double build_ = kUnknown;
  PromptPairs pairs_;
};

}  // namespace

void add_llama_bench_markdown(Formats& formats, const LlamaLog& log) {
  formats.push_back(std::make_unique<LlamaBenchMarkdown>(log));
}

}  // namespace tokroof
