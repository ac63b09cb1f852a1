// KoboldCpp: what --benchmark prints and writes as CSV, and the line of its log after each answer. The benchmark fills
// the context but for the tokens that it generates.
#include <cmath>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/llama_log.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

double number_in(const Record& r, std::string_view key) { return printed_number(r.text(key)); }

void put_record(const Record& r, const LlamaLog& log, int line, Rows& rows) {
  ImportedRun figure = one_stream_of("koboldcpp");
  catalog::Run& run = figure.run;
  run.model = r.text("Model");
  const std::string library = r.text("Backend");  // "koboldcpp_cublas.dll"
  if (library.find("cublas") != std::string::npos) {
    run.backend = "cuda";
  } else if (library.find("hipblas") != std::string::npos) {
    run.backend = "rocm";
  } else if (library.find("vulkan") != std::string::npos) {
    run.backend = "vulkan";
  }
  run.n_gpu_layers = number_in(r, "Layers");
  run.n_gen = number_in(r, "GenAmount");
  run.n_prompt = run.depth = number_in(r, "MaxCtx") - run.n_gen;
  run.pp_depth = 0;
  run.date = r.text("Timestamp").substr(0, 10);
  run.pp_tps = number_in(r, "ProcessingSpeed");
  run.tg_tps = number_in(r, "GenerationSpeed");
  const std::string flags = r.text("Flags");
  if (flags.find("FlashAttention=True") != std::string::npos) {
    run.flash_attention = true;
  } else if (flags.find("FlashAttention=False") != std::string::npos) {
    run.flash_attention = false;
  }
  log.add_to(figure);
  rows.row(std::move(figure), line);
}

class KoboldCpp : public Format {
 public:
  explicit KoboldCpp(const LlamaLog& log) : log_of_llama_(log) {}
  [[nodiscard]] std::string_view name() const override { return "KoboldCpp"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    return take_old_log(text, line, rows) || take_log(text, line, rows) || take_csv(text, line, rows) ||
           take_benchmark(text, line, rows);
  }
  void end(Rows& rows) override {
    put_log(rows);
    if (!fields_.empty() && fields_.contains("MaxCtx")) {
      rows.problem(line_, "a benchmark of KoboldCpp without its GenerationSpeed");
    }
    columns_.clear();
    fields_ = json::object();
  }

 private:
  /// "CtxLimit:4096/4096, Amt:100/100, Init:0.01s, Process:4.10s (974.63T/s), Generate:3.52s (28.41T/s), Total:7.62s".
  bool take_log(std::string_view text, int line, Rows& rows) {
    const auto process = behind(text, "Process:", "T/s)");
    const auto generate = behind(text, "Generate:", "T/s)");
    const auto context = behind(text, "CtxLimit:", "/");
    const auto amount = behind(text, "Amt:", "/");
    const std::size_t at = text.find("Generate:");
    if (!process || !generate || !context || text.find("T/s)", at) == std::string_view::npos) {
      const bool cut = context.has_value() && text.find("Process:") != std::string_view::npos;
      if (cut) {
        rows.problem(line, kCutRow);
      }
      return cut;
    }
    // "4.10s (974.63", and until 1.90 "4.10s (1.0ms/T = 974.63"
    const auto rate = [](std::string_view piece) {
      return printed_number(piece.substr(piece.find_last_of("(=") + 1));
    };
    const double prompt_s = printed_number(*process);
    put_log(rows);
    ImportedRun figure = one_stream_of("koboldcpp");
    catalog::Run& run = figure.run;
    run.pp_tps = rate(*process);
    run.tg_tps = rate(*generate);
    // Until 2024-08 without "Amt".
    run.n_gen = amount ? printed_number(*amount) : std::round(run.tg_tps * printed_number(*generate));
    run.tg_tps = run.n_gen >= 1 ? run.tg_tps : model::kUnknown;
    run.depth = printed_number(*context) - run.n_gen;
    const double processed = std::round(run.pp_tps * prompt_s);
    constexpr double kHalfDigit = 0.005;  // the time and the rate are printed with two decimals
    const double rounding = 1 + kHalfDigit * (run.pp_tps + prompt_s);
    run.n_prompt = processed + rounding < run.depth ? processed : run.depth;  // the rest was in the cache
    run.pp_depth = run.depth - run.n_prompt;
    log_of_llama_.add_to(figure);
    log_ = std::move(figure);
    log_line_ = line;
    return true;
  }

  /// Until 2024: "Processing:39.64s (77.4ms/T), Generation:112.05s (218.8ms/T), Total:151.69s (3.38T/s)".
  bool take_old_log(std::string_view text, int line, Rows& rows) {
    const auto process = behind(text, "Processing:", "ms/T");
    const auto generate = behind(text, "Generation:", "ms/T");
    if (!process || !generate || text.find("Total:") == std::string_view::npos) {
      return false;
    }
    const auto each_s = [](std::string_view piece) {
      return printed_number(piece.substr(piece.find('(') + 1)) / 1e3;
    };
    put_log(rows);
    ImportedRun figure = one_stream_of("koboldcpp");
    catalog::Run& run = figure.run;
    run.pp_tps = 1 / each_s(*process);
    run.tg_tps = 1 / each_s(*generate);
    run.n_prompt = run.depth = std::round(printed_number(*process) / each_s(*process));
    run.n_gen = std::round(printed_number(*generate) / each_s(*generate));
    log_of_llama_.add_to(figure);
    rows.row(std::move(figure), line);
    return true;
  }

  void put_log(Rows& rows) {
    if (log_) {
      rows.row(std::move(*log_), log_line_);
    }
    log_.reset();
  }

  /// The benchmark's own generation is logged before its results are printed, with fewer of their figures.
  void drop_log_of(const Record& benchmark, Rows& rows) {
    constexpr double kSame = 0.01;
    const auto same = [](double a, double b) { return std::fabs(a - b) <= kSame * b; };
    if (log_ && log_->run.n_gen == number_in(benchmark, "GenAmount") &&
        same(log_->run.tg_tps, number_in(benchmark, "GenerationSpeed")) &&
        same(log_->run.pp_tps, number_in(benchmark, "ProcessingSpeed"))) {
      log_.reset();
    }
    put_log(rows);
  }

  bool take_csv(std::string_view text, int line, Rows& rows) {
    if (text.starts_with("Timestamp,") && text.find(",ProcessingSpeed,") != std::string_view::npos) {
      split_csv(text, columns_);
      return true;
    }
    if (columns_.empty() || text.find(',') == std::string_view::npos) {
      return false;
    }
    std::vector<std::string> cells;
    split_csv(text, cells);
    const bool dated = catalog::is_digit(text.front());  // rows start with their time
    if (!dated && cells.size() + 1 != columns_.size()) {
      return false;
    }
    if (cells.size() < columns_.size()) {
      rows.problem(line, cell_count_text(cells.size(), columns_.size()));
      return true;
    }
    json fields = json::object();
    for (std::size_t i = 0; i < columns_.size(); ++i) {  // commas of the last column, Flags, are not quoted
      fields[columns_[i]] = cells[i];
    }
    put_record(Record(fields), log_of_llama_, line, rows);
    return true;
  }

  bool take_benchmark(std::string_view text, int line, Rows& rows) {
    const std::size_t colon = text.find(": ");
    const std::string_view key =
        colon == std::string_view::npos ? "" : catalog::trimmed(text.substr(0, colon));
    constexpr const char* kKeys =
        "Flags|Timestamp|Backend|Layers|Model|MaxCtx|GenAmount|ProcessingTime|ProcessingSpeed|"
        "GenerationTime|GenerationSpeed";
    if (!model::is_one_of(key, kKeys)) {
      return false;
    }
    fields_[std::string(key)] = std::string(catalog::trimmed(text.substr(colon + 1)));
    const bool own = key.ends_with("Speed") || key.ends_with("Time") || key == "MaxCtx" || key == "GenAmount";
    if (key == "MaxCtx") {
      line_ = line;
    }
    if (key == "GenerationSpeed") {
      drop_log_of(Record(fields_), rows);
      put_record(Record(fields_), log_of_llama_, line, rows);
      fields_ = json::object();
    }
    return own;
  }

  const LlamaLog& log_of_llama_;
  std::vector<std::string> columns_;
  json fields_ = json::object();
  int line_ = 0;                    ///< of the benchmark whose fields these are
  std::optional<ImportedRun> log_;  ///< which a benchmark's results may still say better
  int log_line_ = 0;
};

}  // namespace

void add_koboldcpp(Formats& formats, const LlamaLog& log) {
  formats.push_back(std::make_unique<KoboldCpp>(log));
}

}  // namespace tokroof::formats
