// llama-batched-bench and llama-sweep-bench: JSON Lines or a table. Rates are of all sequences together.
#include <algorithm>
#include <cmath>
#include <utility>

#include "catalog/text.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/llama_command.hpp"
#include "formats/benchmarks/llama_log.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Options that stand once for a table, or in each object.
struct Options {
  catalog::Said<bool> flash_attention;
  double n_gpu_layers = model::kUnknown, threads = model::kUnknown, ubatch = model::kUnknown;
  bool shared_prompt = false;
};

struct Figures {
  double pp, tg, sequences, n_kv, speed_pp, speed_tg;
};

/// `sweep`: of llama-sweep-bench, which is ik_llama.cpp's own; `ported`: to llama.cpp.
ImportedRun row_of(const Figures& f, const Options& options, bool sweep, bool ported) {
  ImportedRun figure;
  catalog::Run& run = figure.run;
  run.engine = sweep && !ported ? "ik_llama.cpp" : "llama.cpp";
  run.n_prompt = f.pp;
  run.n_gen = f.tg;
  run.concurrency = sweep ? 1 : f.sequences;
  run.rate = run.concurrency > 1 ? catalog::StatedRate::aggregate : catalog::StatedRate::stream;
  run.speculative = model::Drafting::none;
  // A sweep fills the cache: its figures start from n_kv tokens. A batch generates after its own prompt.
  run.depth = sweep ? f.n_kv : f.pp;
  run.pp_depth = sweep ? f.n_kv : 0;
  run.pp_tps = f.speed_pp;
  run.tg_tps = f.speed_tg;
  run.flash_attention = options.flash_attention;
  run.n_gpu_layers = options.n_gpu_layers;
  run.threads = options.threads;
  if (options.ubatch >= 1) {
    run.micro_batch = options.ubatch;
  }
  if (options.shared_prompt) {
    catalog::add_note(run, "prompt shared by all sequences");
  }
  return figure;
}

std::optional<bool> zero_or_one(double flag) {
  return flag == 0 || flag == 1 ? std::optional(flag == 1) : std::nullopt;
}

class BatchedBench : public Format {
 public:
  explicit BatchedBench(const LlamaLog& log) : log_(log) {}
  [[nodiscard]] std::string_view name() const override { return "llama-batched-bench"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"speed_tg", "t_tg", "pp", "tg"})) {
      return false;
    }
    Options options;
    options.flash_attention = zero_or_one(r.number("flash_attn"));
    options.n_gpu_layers = r.number("n_gpu_layers");
    options.threads = r.number("n_threads");
    options.ubatch = r.number("n_ubatch");
    options.shared_prompt = r.number("is_pp_shared") == 1;
    put({r.number("pp"),
         r.number("tg"),
         r.number("pl"),
         r.number("n_kv"),
         r.number("speed_pp"),
         r.number("speed_tg")},
        options,
        !r.has("pl"),
        line,
        rows);
    return true;
  }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.find("n_kv_max = ") != std::string_view::npos) {
      take_options(text);
      return true;
    }
    const std::vector<std::string> cells = split_markdown(text);
    if (cells.empty()) {
      next_command_.take(text);
      if (catalog::contains(text, "llama.cpp")) {  // "mainline llama.cpp/master + port-sweep-bench"
        is_ported_ = catalog::contains(text, "mainline") || catalog::contains(text, "port-sweep-bench");
      }
      return false;
    }
    if (has(cells, "S_TG t/s") && has(cells, "PP") && has(cells, "TG") && has(cells, "N_KV")) {
      columns_ = cells;
      has_bars_ = ends_with_bar(text);
      command_ = next_command_;  // one command, one table
      next_command_.clear();
      return true;
    }
    if (columns_.empty()) {
      return false;
    }
    if (cells.front().starts_with("-") || cells.front().starts_with(":-")) {
      return true;
    }
    if (std::isnan(printed_number(cells.front()))) {
      columns_.clear();  // the table of another tool
      return false;
    }
    if (cells.size() != columns_.size() || (has_bars_ && !ends_with_bar(text))) {
      rows.problem(line, cut_row_text(cells.size(), columns_.size()));
      return true;
    }
    const auto number = [&](std::string_view title) {
      const auto at = std::find(columns_.begin(), columns_.end(), title);
      return at == columns_.end() ? model::kUnknown
                                  : printed_number(cells[static_cast<std::size_t>(at - columns_.begin())]);
    };
    put({number("PP"), number("TG"), number("B"), number("N_KV"), number("S_PP t/s"), number("S_TG t/s")},
        options_,
        !has(columns_, "B"),
        line,
        rows);
    return true;
  }
  void end(Rows& /*rows*/) override {
    columns_.clear();
    options_ = {};
    is_ported_ = false;
  }

 private:
  static bool has(const std::vector<std::string>& cells, std::string_view title) {
    return model::holds(cells, title);
  }

  void take_options(std::string_view text) {
    const auto number = [&](std::string_view key) { return number_behind(text, key); };
    options_.flash_attention = zero_or_one(number("flash_attn = "));
    options_.n_gpu_layers = number("n_gpu_layers = ");
    options_.threads = number("n_threads = ");
    options_.ubatch = number("n_ubatch = ");
    options_.shared_prompt = number("is_pp_shared = ") == 1;
  }

  void put(const Figures& f, const Options& options, bool sweep, int line, Rows& rows) {
    if (std::isnan(f.speed_tg) && std::isnan(f.speed_pp)) {
      rows.problem(line, "no rate in this row of llama-batched-bench");
      return;
    }
    ImportedRun figure = row_of(f, options, sweep, is_ported_);
    log_.add_to(figure);
    command_.add_to(figure);
    rows.row(std::move(figure), line);
  }

  const LlamaLog& log_;
  std::vector<std::string> columns_;
  bool has_bars_ = false;  ///< at the end of the header
  bool is_ported_ = false;
  Options options_;
  LlamaCommand command_, next_command_;
};

}  // namespace

void add_batched_bench(Formats& formats, const LlamaLog& log) {
  formats.push_back(std::make_unique<BatchedBench>(log));
}

}  // namespace tokroof::formats
