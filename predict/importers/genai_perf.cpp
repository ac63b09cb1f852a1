// NVIDIA's GenAI-Perf and AIPerf: a JSON object of metrics {unit, avg, p50, ...}, or the same as CSV.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "predict/importers/csv.hpp"
#include "predict/importers/formats.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

/// Seconds of a metric that is a time; kUnknown where its unit is none.
double seconds_of(const Record& metric) {
  static const std::map<std::string, double> kUnits = {
      {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"sec", 1}, {"seconds", 1}};
  const auto unit = kUnits.find(lower_case(metric.text("unit")));
  return unit == kUnits.end() ? kUnknown : metric.number("avg") * unit->second;
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

void put(const Record& metrics, int line, Rows& rows) {
  ImportedRun figure;
  Run& run = figure.run;
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
  const double per_user = metrics.at("output_token_throughput_per_user").number("avg");
  const double between_s = seconds_of(metrics.at("inter_token_latency"));
  const double aggregate = metrics.at("output_token_throughput").number("avg");
  if (per_user > 0 || between_s > 0) {
    run.rate = "stream";
    run.tg_tps = per_user > 0 ? per_user : 1 / between_s;
    run.notes = per_user > 0 ? "output token throughput per user" : "1 / inter-token latency";
  } else {
    run.rate = "aggregate";
    run.includes_prefill = true;
    run.tg_tps = aggregate;
  }
  rows.row(std::move(figure), line);
}

class GenaiPerf : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "GenAI-Perf or AIPerf"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.at("output_token_throughput").has("unit") &&
        !r.at("output_token_throughput_per_user").has("unit")) {
      return false;
    }
    put(r, line, rows);
    return true;
  }

  /// Two tables: "Metric,avg,min,max,...", and "Metric,Value" for what has one value.
  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.starts_with("Metric,")) {
      line_ = line_ == 0 ? line : line_;
      split_csv(text, columns_);
      return true;
    }
    std::vector<std::string> cells;
    if (columns_.empty() || !split_csv(text, cells) || cells.size() != columns_.size()) {
      if (!trimmed(text).empty()) {
        end(rows);
      }
      return false;
    }
    // "Inter Token Latency (ms)": the metric inter_token_latency, in ms
    const std::size_t unit = cells[0].rfind(" (");
    std::string metric = normalized(cells[0].substr(0, unit));
    std::replace(metric.begin(), metric.end(), '-', '_');
    json& entry = metrics_[metric];
    entry["unit"] = unit == std::string::npos ? "" : cells[0].substr(unit + 2, cells[0].size() - unit - 3);
    entry["avg"] = without_thousands(cells[1]);
    return true;
  }
  void end(Rows& rows) override {
    if (line_ > 0) {
      take_record(Record(metrics_), line_, rows);
    }
    line_ = 0;
    columns_.clear();
    metrics_ = json::object();
  }

 private:
  static std::string without_thousands(std::string text) {  // GenAI-Perf writes "1,320.41"
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    return text;
  }

  std::vector<std::string> columns_;
  json metrics_ = json::object();
  int line_ = 0;
};

}  // namespace

void add_genai_perf(Formats& formats) { formats.push_back(std::make_unique<GenaiPerf>()); }

}  // namespace tokroof
