#include "cli/evaluation_rows.hpp"

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "answers/table.hpp"
#include "catalog/resolve.hpp"
#include "catalog/tsv.hpp"
#include "model/count.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/quantization.hpp"
#include "model/rates.hpp"
#include "predict/interval.hpp"
#include "predict/student.hpp"

namespace tokroof::cli {
namespace {

std::string text_cell(std::string_view text) {
  return catalog::clean_cell(answers::spreadsheet_cell(std::string(text)));
}
std::string text_of(double value) { return std::isfinite(value) ? fmt::format("{:.9g}", value) : ""; }

/// What was run, as resolved and counted.
struct SetUp {
  const model::Scenario& s;
  const model::Step& step;
  const model::KvLaw& kv;
};

struct SetUpColumn {
  const char* name;
  std::string (*cell)(const SetUp&);
};

// clang-format off
constexpr SetUpColumn kSetUp[] = {
    {"shape", [](const SetUp& r) { return text_cell(r.s.model->slug); }},  // an entry of models.json
    {"quant", [](const SetUp& r) { return text_cell(r.s.quant); }},
    {"file_bytes", [](const SetUp& r) { return text_of(r.step.work.file_bytes); }},
    {"engine", [](const SetUp& r) { return text_cell(r.s.engine); }},
    {"backend", [](const SetUp& r) { return text_cell(r.s.backend); }},
    {"vendor", [](const SetUp& r) { return text_cell(r.s.device.vendor); }},
    {"simd", [](const SetUp& r) { return text_cell(r.s.device.simd); }},
    {"unified_memory", [](const SetUp& r) { return text_of(model::unified_memory(r.s.device) ? 1 : 0); }},
    {"memory_gib", [](const SetUp& r) { return text_of(r.s.device.memory_gib); }},  // of one device, as what follows
    {"bandwidth_bytes_per_s", [](const SetUp& r) { return text_of(r.s.device.bandwidth_bytes_per_s); }},
    {"fp16_flop_per_s", [](const SetUp& r) { return text_of(r.step.rates.fp16_flops); }},
    {"n_devices", [](const SetUp& r) { return text_of(r.s.n_devices); }},  // that share one copy of the model
    {"split", [](const SetUp& r) { return text_cell(model::split_name(r.s.split)); }},
    {"host_bandwidth_bytes_per_s", [](const SetUp& r) { return r.s.host ? text_of(r.s.host->bandwidth_bytes_per_s) : ""; }},
    {"host_fp32_flop_per_s", [](const SetUp& r) { return r.s.host ? text_of(r.s.host->fp32_flops) : ""; }},
    {"host_threads", [](const SetUp& r) { return r.s.host ? text_of(r.s.host->threads) : ""; }},
    {"cpu_only", [](const SetUp& r) { return text_of(r.s.cpu_only ? 1 : 0); }},
    {"experts_on_host", [](const SetUp& r) { return text_of(r.s.experts_on_host ? 1 : 0); }},
    {"layers_on_gpu", [](const SetUp& r) { return text_of(r.s.layers_on_gpu); }},  // empty: all
    {"concurrency", [](const SetUp& r) { return text_of(r.s.concurrency); }},
    {"sequences", [](const SetUp& r) { return text_of(r.step.work.sequences); }},  // of one copy of the model
    {"streams", [](const SetUp& r) { return text_of(r.step.figure.streams); }},    // that the rate is of
    {"drafting", [](const SetUp& r) { return text_cell(model::drafting_name(r.s.drafting)); }},
    {"includes_prefill", [](const SetUp& r) { return text_of(r.s.includes_prefill ? 1 : 0); }},
    {"context", [](const SetUp& r) { return text_of(r.s.context); }},  // mean while it generates
    {"generated", [](const SetUp& r) { return text_of(r.s.n_gen); }},
    {"kv_bytes_per_value", [](const SetUp& r) { return text_of(model::kv_bytes_per_value(r.s.kv_type)); }},
    {"kv_bytes_per_token", [](const SetUp& r) { return text_of(r.kv.held_per_token); }},  // of layers without a window
    {"kv_bytes_per_window_cell", [](const SetUp& r) { return text_of(r.kv.window_values * r.kv.value_bytes); }},
};
// clang-format on

std::string set_up_cells(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto scenario = catalog::resolve(catalog, run);
  const auto step = scenario ? model::count(*scenario) : model::Result<model::Step>(scenario.refusal());
  std::string out;
  if (!step) {
    return out.append(std::size(kSetUp), '\t');
  }
  const model::KvLaw kv = model::kv_law(*scenario, model::layer_counts(*scenario->model));
  for (const SetUpColumn& column : kSetUp) {
    out += '\t' + column.cell({*scenario, *step, kv});
  }
  return out;
}

}  // namespace

std::string evaluation_rows(const catalog::Catalog& catalog, const fit::Evaluation& e) {
  std::string text =
      "table\tline\tfigure\tclass\tcell\tdevice\tmeasured_tps\tpredicted_tps\tln_error\thalf_width_90\t"
      "reads_held";
  for (const SetUpColumn& column : kSetUp) {
    text += fmt::format("\t{}", column.name);
  }
  text += '\n';
  std::vector<std::string> set_ups(e.runs.size());  // of both figures of a run
  for (std::size_t i = 0; i < e.scored.size(); ++i) {
    const judge::Scored& s = e.scored[i];
    const catalog::Run& run = e.runs[s.run];
    const char* reads_held = e.reads_held.empty() ? "" : e.reads_held[i] ? "1" : "0";
    std::string& set_up = set_ups[s.run];
    if (set_up.empty()) {
      set_up = set_up_cells(catalog, run);
    }
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{:.9g}\t{:.9g}\t{:.4f}\t{:.6f}\t{}{}\n",
                        text_cell(run.table),
                        run.line,
                        s.figure == model::FigureKind::decode ? "decode" : "prefill",
                        s.run_class,
                        text_cell(s.cell),
                        text_cell(s.device),
                        s.measured_tps,
                        s.predicted_tps,
                        s.error(),
                        s.scales.published * predict::student_quantile(s.scales.published_nu, 0.95),
                        reads_held,
                        set_up);
  }
  return text;
}

}  // namespace tokroof::cli
