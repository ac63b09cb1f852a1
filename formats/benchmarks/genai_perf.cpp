// NVIDIA's GenAI-Perf and AIPerf: a JSON object of metrics {unit, avg, p50, ...}, or the same as CSV.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/serving_figures.hpp"
#include "formats/benchmarks/table_rows.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

/// Seconds of a metric that is a time; kUnknown where its unit is none.
double seconds_of(const Record& metric) {
  static const std::map<std::string, double> kUnits = {
      {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"sec", 1}, {"seconds", 1}};
  const auto unit = kUnits.find(catalog::lower_case(metric.text("unit")));
  return unit == kUnits.end() ? model::kUnknown : metric.number("avg") * unit->second;
}

/// The first value under a key, wherever it stands in the configuration: its form differs between versions.
const json* find_key(const json& in, const char* key, int depth = 0) {
  constexpr int kDeepest = 8;
  if (depth > kDeepest || !(in.is_object() || in.is_array())) {
    return nullptr;
  }
  if (in.is_object()) {
    if (const auto found = in.find(key); found != in.end() && !found->is_null()) {
      return &*found;
    }
  }
  for (const json& inner : in) {
    if (const json* found = find_key(inner, key, depth + 1)) {
      return found;
    }
  }
  return nullptr;
}

void put_metrics(const Record& metrics, int line, Rows& rows) {
  ImportedRun figure;
  catalog::Run& run = figure.run;
  run.n_prompt = run.depth = metrics.at("input_sequence_length").number("avg");
  run.n_gen = metrics.at("output_sequence_length").number("avg");
  const json none = json::object();
  const auto config = metrics.json().find("input_config");
  const json& input = config != metrics.json().end() ? *config : none;
  if (const json* streams = find_key(input, "concurrency")) {
    run.concurrency = number_of(*streams);
  }
  const json* names = find_key(input, "model_names");
  names = names == nullptr ? find_key(input, "model") : names;
  if (names != nullptr) {
    run.model = names->is_array() && !names->empty() ? text_of(names->front()) : text_of(*names);
  }
  const double streams =
      metrics.at("request_throughput").number("avg") * seconds_of(metrics.at("request_latency"));
  if (std::isnan(run.concurrency)) {
    set_mean_streams(run, streams);
  }
  const double per_user = metrics.at("output_token_throughput_per_user").number("avg");
  const double between_s = seconds_of(metrics.at("inter_token_latency"));
  const double aggregate = metrics.at("output_token_throughput").number("avg");
  if (per_user > 0 || between_s > 0) {
    run.rate = catalog::StatedRate::stream;
    run.tg_tps = per_user > 0 ? per_user : 1 / between_s;
    catalog::add_note(run, per_user > 0 ? "output token throughput per user" : "1 / inter-token latency");
  } else {
    catalog::set_all_streams(run);
    run.tg_tps = aggregate;
  }
  const double failed = metrics.at("error_request_count").number("avg");
  const double counted = metrics.at("request_count").number("avg");
  if (failed > 0) {
    catalog::add_note(run, fmt::format("{:.0f} requests failed, {:.0f} succeeded", failed, counted));
    run.quality = failed > kFewFailed * (failed + counted) ? "suspect" : "";
  }
  rows.row(std::move(figure), line);
}

// GenAI-Perf of 2024.
const std::map<std::string, std::string> kOldNames = {{"num_output_token", "output_sequence_length"},
                                                      {"num_input_token", "input_sequence_length"}};

class GenaiPerf : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "GenAI-Perf or AIPerf"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    const bool between = r.at("inter_token_latency").has("unit") && r.at("request_latency").has("unit");
    if (!between && !r.at("output_token_throughput").has("unit") &&
        !r.at("output_token_throughput_per_user").has("unit")) {
      return false;
    }
    put_metrics(r, line, rows);
    return true;
  }

  /// Two tables: "Metric,avg,min,max,...", and "Metric,Value" for what has one value.
  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (command_.take(text, {"aiperf", "genai-perf"})) {
      end(rows);
      return true;
    }
    if (text.find("AIPerf | ") != std::string_view::npos ||
        text.find("GenAI-Perf | ") != std::string_view::npos) {
      end(rows);
      return true;
    }
    if (take_printed(text, line, rows) || take_below(text)) {
      return true;
    }
    if (printed_ && !catalog::trimmed(text).empty()) {
      end(rows);
    }
    if (text.starts_with("Metric,")) {
      line_ = line_ == 0 ? line : line_;
      split_csv(text, columns_);
      return true;
    }
    std::vector<std::string> cells;
    const bool whole = !columns_.empty() && split_csv(text, cells) && cells.size() == columns_.size();
    if (columns_.empty() || (!whole && (cells.size() < 2 || std::isnan(printed_number(cells[1]))))) {
      if (!catalog::trimmed(text).empty()) {
        end(rows);
      }
      return false;
    }
    if (!whole) {
      rows.problem(line, cell_count_text(cells.size(), columns_.size()));
      return true;
    }
    add(cells[0], cells[1]);
    return true;
  }
  void end(Rows& rows) override {
    close_entry();
    if (line_ > 0) {
      add_command();
      if (!take_record(Record(metrics_), line_, rows)) {
        rows.problem(line_, "metrics of AIPerf or GenAI-Perf without a rate of output tokens");
      }
    }
    printed_ = false;
    line_ = 0;
    columns_.clear();
    metrics_ = json::object();
  }

 private:
  /// "Inter Token Latency (ms)": the metric inter_token_latency, in ms.
  void add(const std::string& title, const std::string& value) {
    const std::size_t unit = title.rfind(" (");
    std::string metric = catalog::normalized(title.substr(0, unit));
    std::replace(metric.begin(), metric.end(), '-', '_');
    const auto renamed = kOldNames.find(metric);
    json& entry = metrics_[renamed == kOldNames.end() ? metric : renamed->second];
    entry["unit"] = unit == std::string::npos ? "" : title.substr(unit + 2, title.size() - unit - 3);
    entry["avg"] = printed_number(value);  // GenAI-Perf writes "1,320.41"
  }

  /// The table on the screen: "│ Inter Token │ 22.17 │ ..." whose titles go on in lines without a value.
  bool take_printed(std::string_view text, int line, Rows& rows) {
    constexpr std::string_view kBar = "\xE2\x94\x82";       // the light bar of a row
    constexpr std::string_view kHeavyBar = "\xE2\x94\x83";  // of the header
    const std::string_view content = catalog::trimmed(text);
    if (content.starts_with(kHeavyBar)) {
      const bool header = content.find("avg") != std::string_view::npos;
      if (header) {
        line_ = line_ == 0 ? line : line_;
        printed_ = true;
      }
      return header;
    }
    constexpr std::string_view kFrame = "\xE2\x94";  // corners and lines
    if (!printed_ && content.starts_with(kBar) &&
        is_own_title(catalog::trimmed(content.substr(kBar.size())))) {
      line_ = line_ == 0 ? line : line_;  // the start was cut off
      printed_ = true;
    }
    if (!printed_ || !content.starts_with(kFrame)) {
      return false;
    }
    if (!content.starts_with(kBar)) {
      return true;
    }
    const std::string_view row = content.substr(kBar.size());
    const std::size_t first = row.find(kBar);
    const std::string_view title = catalog::trimmed(row.substr(0, first));
    const std::string_view rest = first == std::string_view::npos ? "" : row.substr(first + kBar.size());
    if (rest.find(kBar) == std::string_view::npos) {
      rows.problem(line, kCutRow);
      return true;
    }
    const std::string_view value = catalog::trimmed(rest.substr(0, rest.find(kBar)));
    if (value.empty()) {
      title_ += ' ' + std::string(title);
      return true;
    }
    close_entry();
    title_ = std::string(title);
    value_ = std::string(value);
    return true;
  }

  /// "Output token throughput (per sec): 459.62" below the table, of GenAI-Perf until 2024-09, which has no row of it.
  bool take_below(std::string_view text) {
    constexpr std::string_view kPerSecond = " (per sec): ";
    const std::size_t at = text.find(kPerSecond);
    if (!printed_ || at == std::string_view::npos) {
      return false;
    }
    close_entry();
    const std::string title(catalog::trimmed(text.substr(0, at)));
    const bool tokens = catalog::lower_case(title).starts_with("output token");
    add(title + (tokens ? " (tokens/sec)" : " (requests/sec)"),
        std::string(text.substr(at + kPerSecond.size())));
    return true;
  }

  static bool is_own_title(std::string_view row) {
    return row.starts_with("Output Token") || row.starts_with("Inter Token Latency") ||
           row.starts_with("Time to First Token") || row.starts_with("Time To First Token");
  }

  void close_entry() {
    if (!title_.empty() && value_ != "N/A" && value_ != "-") {
      add(title_, value_);
    }
    title_.clear();
    value_.clear();
  }

  /// Model and streams of the command that stands above the table.
  void add_command() {
    json& config = metrics_["input_config"];
    if (const std::string model = command_.option({"-m", "--model"}); !model.empty()) {
      config["model"] = model;
    }
    if (const std::string streams = command_.option({"--concurrency"}); !streams.empty()) {
      config["concurrency"] = streams;
    }
    command_.clear();
  }

  std::vector<std::string> columns_;
  CommandLine command_;
  std::string title_, value_;  ///< of a row on the screen that may go on
  bool printed_ = false;
  json metrics_ = json::object();
  int line_ = 0;
};

}  // namespace

void add_genai_perf(Formats& formats) { formats.push_back(std::make_unique<GenaiPerf>()); }

}  // namespace tokroof::formats
