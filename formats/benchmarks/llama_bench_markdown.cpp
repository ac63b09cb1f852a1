// llama-bench's default table: only the options that differ from their default have a column, and the machine stands
// in the log before it, the build below it.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "formats/benchmarks/bench_spec.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/llama_bench_record.hpp"
#include "formats/benchmarks/llama_command.hpp"
#include "formats/benchmarks/llama_log.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
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
                                                         {"ncmoe", "n_cpu_moe"},
                                                         {"cpu_info", "cpu_info"},
                                                         {"mla", "mla_attn"},
                                                         {"fmoe", "fused_moe"},
                                                         {"amb", "attn_max_batch"}};

/// The titles of llama-bench, where somebody wrote them prettier: "Params", "SM", "Type K", "Tokens/s".
std::vector<std::string> with_own_titles(std::vector<std::string> cells) {
  static const std::map<std::string_view, std::string_view> kPretty = {{"tokens/s", "t/s"},
                                                                       {"tok/s", "t/s"},
                                                                       {"type k", "type_k"},
                                                                       {"type v", "type_v"},
                                                                       {"batch", "n_batch"},
                                                                       {"ubatch", "n_ubatch"}};
  constexpr std::string_view kAlways[] = {"model", "size", "params", "backend", "test", "t/s"};
  if (cells.size() < std::size(kAlways)) {
    return cells;
  }
  std::vector<std::string> own;
  for (const std::string& cell : cells) {
    const std::string lower = catalog::lower_case(cell);
    const auto pretty = kPretty.find(lower);
    own.emplace_back(pretty == kPretty.end() ? lower : pretty->second);
  }
  const bool all = model::all_of(
      kAlways, [&](std::string_view title) { return std::count(own.begin(), own.end(), title) == 1; });
  return std::move(all ? own : cells);
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
    std::vector<std::string> cells = cells_of(text);
    if (cells.empty()) {
      next_command_.take(text);
      if (!catalog::trimmed(text).empty() && !text.starts_with("llama-bench: benchmark ")) {
        flush(rows);  // before the log of the next run names other devices
      }
      return false;
    }
    if (is_bench_header(cells)) {
      flush(rows);
      columns_ = std::move(cells);
      has_bars_ = ends_with_bar(text);
      separator_ = separator_of(text);
      last_line_ = line;
      command_ = next_command_;
      next_command_.clear();
      return true;
    }
    if (is_comparison(cells)) {
      flush(rows);
      columns_.clear();
      rows.problem(line, "a table of several rates a test: which setup each column is of cannot be told");
      return true;
    }
    if (columns_.empty() && is_row_without_header(cells)) {
      rows.problem(
          line, "rows of llama-bench without their header: what stands between backend and test is not read");
      columns_ = {"model", "size", "params", "backend"};
      columns_.resize(cells.size() - 2);
      columns_.insert(columns_.end(), {"test", "t/s"});
    }
    const bool is_next = last_line_ == line - 1;
    last_line_ = line;
    if (columns_.empty() || is_rule(cells)) {
      return !columns_.empty();
    }
    if (is_next && (cells.size() < columns_.size() || (has_bars_ && !ends_with_bar(text)))) {
      rows.problem(line, cut_row_text(cells.size(), columns_.size()));
      return true;
    }
    const bool has_rate =
        mean_and_deviation(cells.back()).first >= 0;          // else "tg128" is the title of a column
    if (!has_rate || model::none_of(cells, is_bench_test)) {  // the table of another tool
      flush(rows);
      columns_.clear();
      return false;
    }
    join_overrides(cells);
    if (cells.size() != columns_.size()) {
      rows.problem(line, cell_count_text(cells.size(), columns_.size()));
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
    return model::holds(cells, title);
  }

  /// What a line's cells are parted by: outer bars, bars only between them (a rendered table that was copied), or tabs.
  static char separator_of(std::string_view text) {
    return catalog::trimmed(text).starts_with('|')     ? '|'
           : text.find('\t') != std::string_view::npos ? '\t'
                                                       : ':';
  }

  /// Of a line without outer bars only where it is a header, or below one.
  [[nodiscard]] std::vector<std::string> cells_of(std::string_view text) const {
    const char separator = separator_of(text);
    if (separator == '|') {
      return with_own_titles(split_markdown(text));
    }
    if (text.find(separator == '\t' ? '\t' : '|') == std::string_view::npos) {
      return {};
    }
    std::string barred = "|" + std::string(text);
    std::replace(barred.begin(), barred.end(), '\t', '|');
    std::vector<std::string> cells = with_own_titles(split_markdown(barred));
    const bool below = !columns_.empty() && separator_ == separator;
    return below || is_bench_header(cells) ? cells : std::vector<std::string>();
  }

  static bool is_bench_header(const std::vector<std::string>& cells) {
    return has(cells, "test") && std::count(cells.begin(), cells.end(), "t/s") == 1;
  }

  /// The pattern of an override may have bars: ".(ffn_up|ffn_down)_exps.=CPU".
  void join_overrides(std::vector<std::string>& cells) const {
    const auto title = std::find(columns_.begin(), columns_.end(), "ot");
    if (title == columns_.end() || cells.size() <= columns_.size()) {
      return;
    }
    const auto first = cells.begin() + (title - columns_.begin());
    const auto last = first + static_cast<std::ptrdiff_t>(cells.size() - columns_.size());
    *first = fmt::format("{}", fmt::join(first, last + 1, "|"));
    cells.erase(first + 1, last + 1);
  }

  /// "t/s master", "t/s (after)": somebody put two tables together.
  static bool is_comparison(const std::vector<std::string>& cells) {
    return (has(cells, "test") || has(cells, "Test")) && (has(cells, "model") || has(cells, "Model")) &&
           std::count_if(cells.begin(), cells.end(), [](const std::string& cell) {
             return cell.starts_with("t/s ") || cell.ends_with(" t/s");
           }) > 1;
  }

  /// The start of the table was cut off: size and parameters behind the model, test and rate at the end.
  static bool is_row_without_header(const std::vector<std::string>& cells) {
    constexpr std::size_t kFewest = 6;
    return cells.size() >= kFewest && gib_of(cells[1]) > 0 && parameters_b_of(cells[2]) > 0 &&
           is_bench_test(cells[cells.size() - 2]) && mean_and_deviation(cells.back()).first > 0;
  }

  /// "build: 1a2b3c4d (6712)" below the table.
  bool take_build(std::string_view text) {
    text = catalog::trimmed(text);
    if (waiting_.empty() || !text.starts_with("build: ") || !text.ends_with(')')) {
      return false;
    }
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) {
      return false;
    }
    build_ = catalog::parse_number(text.substr(open + 1, text.size() - open - 2)).value_or(model::kUnknown);
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
        const BenchTest test = bench_test_of(cells[i]);
        set(fields, "n_prompt", test.prompt);
        set(fields, "n_gen", test.generated);
        set(fields, "n_depth", test.depth);
        if (test.is_fork) {
          fields["mla_attn"] = "";
        }
      }
    }
    if (is_of_llamafile()) {
      fields["backends"] = "CPU";
    }
    if (const std::string model = command_.model(); !model.empty() && !fields.contains("model_filename")) {
      fields["model_filename"] = model;
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
      const bool chosen = w.fields.contains("devices") && w.fields["devices"] != "auto";
      const json& named = w.fields[chosen ? "devices" : "backends"];
      if (named.is_string()) {  // for which of them were used
        w.fields["gpu_info"] =
            fmt::format("{}",
                        fmt::join(chosen ? log_.devices_of(named.get_ref<const std::string&>())
                                         : log_.cards_of(named.get_ref<const std::string&>()),
                                  ", "));
      }
      WithMachine with(*this, rows);
      take_llama_bench(Record(w.fields), w.line, pairs_, with);
    }
    WithMachine with(*this, rows);
    pairs_.flush(with);
    waiting_.clear();
    build_ = model::kUnknown;
  }

  /// Adds the devices that the log named, and of a processor what nobody named.
  class WithMachine : public Rows {
   public:
    WithMachine(const LlamaBenchMarkdown& table, Rows& rows) : table_(table), rows_(rows) {}
    void row(ImportedRun figure, int line) override {
      catalog::Run& run = figure.run;
      table_.log_.add_machine_to(figure);
      if (table_.is_of_llamafile()) {
        run.engine = "llamafile";
      } else if (!table_.says_backend()) {  // "| test | t/s |": other tools name their tests alike
        run.engine.clear();
        run.speculative = {};
      } else if (run.engine_version.empty()) {
        run.engine_version = table_.log_.build();
      }
      table_.command_.add_to(figure);
      if (run.split == model::Split::none && run.n_devices > 1) {  // -sm none: the first of them
        run.device = run.device.substr(0, run.device.find(" + "));
        run.n_devices = 1;
      } else if (run.n_devices == 1) {
        run.split = model::Split::none;
      }
      rows_.row(std::move(figure), line);
    }
    void problem(int line, const std::string& reason) override { rows_.problem(line, reason); }

   private:
    const LlamaBenchMarkdown& table_;
    Rows& rows_;
  };

  /// llamafile-bench names the processor where others name a backend.
  [[nodiscard]] bool is_of_llamafile() const {
    return has(columns_, "cpu_info") && !has(columns_, "gpu_info") && !says_backend();
  }

  [[nodiscard]] bool says_backend() const {
    return has(columns_, "backend") || has(columns_, "ngl") || has(columns_, "threads");
  }

  const LlamaLog& log_;
  std::vector<std::string> columns_;
  bool has_bars_ = false;  ///< at the end of the header
  char separator_ = '|';   ///< of the table: separator_of()
  int last_line_ = 0;      ///< of this table
  std::vector<Waiting> waiting_;
  double build_ = model::kUnknown;
  PromptPairs pairs_;
  LlamaCommand command_, next_command_;  ///< of this table, and what stood since its header
};

}  // namespace

void add_llama_bench_markdown(Formats& formats, const LlamaLog& log) {
  formats.push_back(std::make_unique<LlamaBenchMarkdown>(log));
}

}  // namespace tokroof::formats
