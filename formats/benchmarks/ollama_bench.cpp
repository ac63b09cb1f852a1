// Ollama's own cmd/bench: CSV, or lines of Go's benchmark format; and obench.sh, which people run it with.
#include <cmath>
#include <utility>

#include "catalog/number.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

class OllamaBench : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "Ollama bench"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    text = catalog::trimmed(text);
    if (text.starts_with("# Model: ")) {
      put(rows);
      quant_ = std::string(behind(text, "Quant: ", "|").value_or(""));
      return true;
    }
    if (text == "NAME,STEP,COUNT,NS_PER_COUNT,TOKEN_PER_SEC") {
      in_csv_ = true;
      return true;
    }
    const auto step = behind(text, "/step=", " ");
    if (step && text.starts_with("BenchmarkModel/name=")) {
      const std::string model(*behind(text, "/name=", "/step="));
      take_step(model, *step, model::kUnknown, rate_before(text, " token/sec"), line, rows);
      return true;
    }
    std::vector<std::string> cells;
    constexpr std::size_t kColumns = 5;
    const bool prose = text.find(',') == std::string_view::npos || text.find(", ") != std::string_view::npos;
    if (!in_csv_ || prose) {
      in_csv_ = in_csv_ && text.empty();
      return false;
    }
    if (!split_csv(text, cells) || cells.size() != kColumns) {
      rows.problem(line, cell_count_text(cells.size(), kColumns));
      return true;
    }
    take_step(cells[0],
              cells[1],
              catalog::parse_number(cells[2]).value_or(model::kUnknown),
              catalog::parse_number(cells[4]).value_or(model::kUnknown),
              line,
              rows);
    return true;
  }
  void end(Rows& rows) override {
    put(rows);
    in_csv_ = false;
    quant_.clear();
  }

 private:
  /// The number that stands before a unit.
  static double rate_before(std::string_view text, std::string_view unit) {
    const std::string_view head = catalog::trimmed(text.substr(0, text.find(unit)));
    return catalog::parse_number(head.substr(head.find_last_of(" \t") + 1)).value_or(model::kUnknown);
  }

  void take_step(
      const std::string& model, std::string_view step, double count, double rate, int line, Rows& rows) {
    const bool prompt = step == "prefill";
    if (!prompt && step != "generate") {
      return;  // ttft, load, total: times, no rates
    }
    const bool seen = prompt ? !std::isnan(run_.pp_tps) : !std::isnan(run_.tg_tps);
    if (run_.model != model || seen) {
      put(rows);
    }
    run_.model = model;
    line_ = line_ == 0 ? line : line_;
    (prompt ? run_.n_prompt : run_.n_gen) = count;
    (prompt ? run_.pp_tps : run_.tg_tps) = rate;
  }

  void put(Rows& rows) {
    if (line_ > 0) {
      ImportedRun figure;
      figure.run = run_;
      figure.run.engine = "ollama";
      figure.run.quant = quant_;
      figure.run.depth = run_.n_prompt;
      catalog::set_one_stream(figure.run);
      rows.row(std::move(figure), line_);
    }
    run_ = {};
    line_ = 0;
  }

  catalog::Run run_;
  std::string quant_;
  int line_ = 0;
  bool in_csv_ = false;
};

/// obench.sh: "Running benchmark 3 times using model: deepseek-r1" above "| 1 | 89.11 tokens/s |" and their average.
class OllamaRuns : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "obench"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (behind(text, "Running benchmark ", " times using model:")) {
      model_ = std::string(catalog::trimmed(*behind(text, " times using model:")));
      return true;
    }
    if (model_.empty() || !catalog::trimmed(text).starts_with('|')) {
      if (!catalog::trimmed(text).empty()) {
        model_.clear();
      }
      return false;
    }
    const std::vector<std::string> cells = split_markdown(text);
    if (cells.size() == 2 && catalog::all_digits(cells[0])) {
      ImportedRun figure = one_stream_of("ollama");
      figure.run.model = model_;
      figure.run.tg_tps = printed_number(cells[1]);
      rows.row(std::move(figure), line);
    }
    return true;
  }
  void end(Rows& /*rows*/) override { model_.clear(); }

 private:
  std::string model_;
};

}  // namespace

void add_ollama_bench(Formats& formats) {
  formats.push_back(std::make_unique<OllamaBench>());
  formats.push_back(std::make_unique<OllamaRuns>());
}

}  // namespace tokroof::formats
