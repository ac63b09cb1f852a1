// trtllm-bench: the file of --report_json, and the report that it prints, whose lines say the same.
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/serving_figures.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

void put_report(const Record& report, int line, Rows& rows) {
  const Record engine = report.at("engine");
  const Record world = report.at("world_info");
  const Record requests = report.at("request_info");
  const Record performance = report.at("performance");
  const Record streaming = report.at("streaming_metrics");
  ImportedRun figure;
  catalog::Run& run = figure.run;
  run.engine = "tensorrt-llm";
  run.engine_version = engine.text("version");
  run.model = engine.text("model");
  run.quant = engine.text("quantization");
  if (run.quant.empty()) {
    run.quant = engine.text("dtype");
  }
  run.kv_type = engine.text("kv_cache_dtype");
  run.device = report.at("machine").text("name");
  figure.memory_gib = report.at("machine").number("memory.total");
  const double tp = world.number("tp_size");
  const double pp = world.number("pp_size");
  const double all = world.number("world_size");
  run.n_devices = all >= 1 ? all : tp * (pp >= 1 ? pp : 1);
  if (tp > 1 || pp > 1 || run.n_devices == 1) {
    run.split = split_of(tp, pp);
  }
  if (tp > 1) {
    run.pipeline_parallel = pp > 1 ? pp : model::kUnknown;
    run.expert_parallel = world.number("ep_size") > 1;
  }
  run.n_prompt = run.depth = requests.number("avg_input_length");
  run.n_gen = requests.number("avg_output_length");
  run.concurrency = requests.number("avg_num_concurrent_requests");
  if (run.concurrency > 0 && run.concurrency < 1) {
    run.concurrency = 1;  // a mean over time with gaps between requests
  }
  const double stream = streaming.number("token_output_speed_tok_s");
  const double tpot_ms = streaming.number("avg_tpot_ms");
  const double aggregate = performance.number("system_output_throughput_tok_s");
  if (stream > 0 || tpot_ms > 0) {
    run.rate = catalog::StatedRate::stream;
    run.tg_tps = stream > 0 ? stream : 1e3 / tpot_ms;
    if (aggregate > 0) {
      run.notes = fmt::format("{:.6g} output tok/s of all streams over the whole time", aggregate);
    }
  } else {
    catalog::set_all_streams(run);
    run.tg_tps = aggregate;
  }
  if (report.has("decoding_stats")) {
    run.speculative = model::Drafting::draft;
  }
  rows.row(std::move(figure), line);
}

struct Place {
  const char *object, *key;
};
// What the printed report calls the fields of the file.
const std::map<std::string_view, Place> kPrintedFields = {
    {"Model", {"engine", "model"}},
    {"TensorRT LLM Version", {"engine", "version"}},
    {"TensorRT-LLM Version", {"engine", "version"}},
    {"Dtype", {"engine", "dtype"}},
    {"KV Cache Dtype", {"engine", "kv_cache_dtype"}},
    {"Quantization", {"engine", "quantization"}},
    {"GPU Name", {"machine", "name"}},
    {"TP Size", {"world_info", "tp_size"}},
    {"PP Size", {"world_info", "pp_size"}},
    {"EP Size", {"world_info", "ep_size"}},
    {"Average Input Length (tokens)", {"request_info", "avg_input_length"}},
    {"Avg Input Length (tokens)", {"request_info", "avg_input_length"}},
    {"Average Output Length (tokens)", {"request_info", "avg_output_length"}},
    {"Avg Output Length (tokens)", {"request_info", "avg_output_length"}},
    {"Number of concurrent requests", {"request_info", "avg_num_concurrent_requests"}},
    {"Total Output Throughput (tokens/sec)", {"performance", "system_output_throughput_tok_s"}},
    {"Token Throughput (tokens/sec)", {"performance", "system_output_throughput_tok_s"}},  // until 2025-02
    {"Per User Output Speed (tps/user)", {"streaming_metrics", "token_output_speed_tok_s"}},
    {"Average time-per-output-token [TPOT] (ms)", {"streaming_metrics", "avg_tpot_ms"}}};

class TrtllmBench : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "trtllm-bench"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"world_info", "performance"})) {
      return false;
    }
    put_report(r, line, rows);
    return true;
  }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    // "= PYTORCH BACKEND"; "= ENGINE DETAILS" until 2025-02; without a frame since 2025-11
    const std::string_view title = catalog::trimmed(text.starts_with("= ") ? text.substr(2) : text);
    if (title == "PYTORCH BACKEND" || title == "TENSORRT BACKEND" || title == "_AUTODEPLOY BACKEND" ||
        title == "ENGINE DETAILS" ||
        (line_ == 0 && (title == "REQUEST DETAILS" || title == "WORLD + RUNTIME INFORMATION" ||
                        title == "PERFORMANCE OVERVIEW"))) {  // the start was cut off
      end(rows);
      line_ = line;
      return true;
    }
    const std::size_t colon = text.find(':');
    if (line_ == 0 || colon == std::string_view::npos) {
      return line_ > 0 && text.starts_with("=");
    }
    const auto place = kPrintedFields.find(catalog::trimmed(text.substr(0, colon)));
    if (place != kPrintedFields.end()) {
      fields_[place->second.object][place->second.key] =
          std::string(catalog::trimmed(text.substr(colon + 1)));
    }
    return place != kPrintedFields.end();
  }
  void end(Rows& rows) override {
    if (line_ > 0 && fields_.contains("performance")) {
      put_report(Record(fields_), line_, rows);
    } else if (line_ > 0) {
      rows.problem(line_, "a report of trtllm-bench without its throughput");
    }
    line_ = 0;
    fields_ = json::object();
  }

 private:
  json fields_ = json::object();
  int line_ = 0;
};

}  // namespace

void add_trtllm_bench(Formats& formats) { formats.push_back(std::make_unique<TrtllmBench>()); }

}  // namespace tokroof::formats
