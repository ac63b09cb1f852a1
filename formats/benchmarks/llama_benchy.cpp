// llama-benchy: a table in the manner of llama-bench, measured from a server's answers by whatever engine; with several
// streams the rates of all together ("t/s (total)") and of one ("t/s (req)").
#include <algorithm>
#include <utility>

#include "catalog/names.hpp"
#include "formats/benchmarks/bench_spec.hpp"
#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/prompt_pairs.hpp"
#include "formats/benchmarks/table_rows.hpp"

namespace tokroof::formats {
namespace {

class LlamaBenchy : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-benchy"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    std::vector<std::string> cells = split_markdown(text);
    if (cells.empty()) {
      if (!catalog::trimmed(text).empty()) {
        end(rows);
      }
      if (command_.take(text, {"llama-benchy"})) {
        model_ = command_.option({"--model"});
      }
      return false;
    }
    for (std::string& cell : cells) {
      cell = cell == "-" || cell == "\xE2\x80\x94" ? "" : cell;
    }
    if (is_header(cells)) {
      end(rows);
      for (std::string& cell : cells) {
        cell = catalog::lower_case(cell);
      }
      columns_ = std::move(cells);
      has_bars_ = ends_with_bar(text);
      return true;
    }
    if (columns_.empty() || is_rule(cells)) {
      return !columns_.empty();
    }
    if (cells.size() < columns_.size() || (has_bars_ && !ends_with_bar(text))) {
      rows.problem(line, cut_row_text(cells.size(), columns_.size()));
      return true;
    }
    take_row(cells, line, rows);
    return true;
  }
  void end(Rows& rows) override {
    pairs_.flush(rows);
    columns_.clear();
  }

 private:
  static bool is_header(const std::vector<std::string>& cells) {
    bool test = false, rate = false, own = false;
    for (const std::string& cell : cells) {
      const std::string title = catalog::lower_case(cell);
      test = test || title == "test";
      rate = rate || title == "t/s" || title == "t/s (total)";
      own = own || title.starts_with("peak t/s") || title.starts_with("ttfr") ||
            title.starts_with("est_ppt") || title.starts_with("e2e_ttft");
    }
    return test && rate && own;
  }

  [[nodiscard]] std::string cell(const std::vector<std::string>& cells, std::string_view title) const {
    const auto at = std::find(columns_.begin(), columns_.end(), title);
    return at == columns_.end() ? "" : cells[static_cast<std::size_t>(at - columns_.begin())];
  }

  void take_row(const std::vector<std::string>& cells, int line, Rows& rows) {
    const std::string name = cell(cells, "test");
    if (name.starts_with("ctx_")) {
      rows.problem(line, "a test of a prompt that is cached in part (" + name + ")");
      return;
    }
    const BenchTest test = bench_test_of(name);
    const std::string total = cell(cells, "t/s (total)");
    const auto [rate, deviation] = mean_and_deviation(total.empty() ? cell(cells, "t/s") : total);
    if (!is_bench_test(name) || !(rate > 0)) {
      rows.problem(line, "a row of llama-benchy without a test or a rate");
      return;
    }
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run.model = !cell(cells, "model").empty() ? cell(cells, "model") : model_;
    run.concurrency = test.streams;
    run.rate = test.streams > 1 ? catalog::StatedRate::aggregate : catalog::StatedRate::stream;
    run.depth = test.depth;
    if (test.generated > 0) {
      run.n_gen = test.generated;
      run.tg_tps = rate;
      run.tg_std = deviation;
    } else {
      run.n_prompt = test.prompt;
      run.pp_depth = test.depth;
      run.pp_tps = rate;
    }
    pairs_.add(std::move(figure), line, rows);
  }

  std::vector<std::string> columns_;
  bool has_bars_ = false;  ///< at the end of the header
  CommandLine command_;
  std::string model_;
  PromptPairs pairs_;
};

}  // namespace

void add_llama_benchy(Formats& formats) { formats.push_back(std::make_unique<LlamaBenchy>()); }

}  // namespace tokroof::formats
