// LocalScore: one accelerator, pairs of a prompt and a generation; the generation starts behind the prompt.
#include <utility>

#include <fmt/format.h>

#include "formats/benchmarks/formats.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

class LocalScore : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "LocalScore"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"runtime_info", "accelerator_info"}) || !r.has("results")) {
      return false;
    }
    const nlohmann::json& results = r.json()["results"];
    if (!results.is_array()) {
      rows.problem(line, "LocalScore's results are no list");
      return true;
    }
    for (const nlohmann::json& result : results) {
      take_result(r, Record(result), line, rows);
    }
    return true;
  }

 private:
  static void take_result(const Record& all, const Record& result, int line, Rows& rows) {
    const Record runtime = all.at("runtime_info");
    const Record accelerator = all.at("accelerator_info");
    ImportedRun figure = one_stream_of(runtime.text("name"));
    catalog::Run& run = figure.run;
    run.engine_version = runtime.text("version");
    run.date = result.text("test_time").substr(0, 10);
    run.device = accelerator.text("name");
    run.n_devices = 1;
    run.split = model::Split::none;
    figure.memory_gib = accelerator.number("memory_gb");
    run.host = all.at("system_info").text("cpu_name");
    if (accelerator.text("type") == "CPU") {
      run.backend = "cpu";
    }
    const std::string file = result.text("model_filename");
    run.model = result.text("model_name");
    run.quant = result.text("model_quant_str");
    for (const std::string& name : {file, result.text("model_type")}) {
      if (!name.empty()) {
        figure.model_names.push_back(name);
      }
    }
    const double bytes = result.number("model_size");
    run.size_gib = bytes > 0 ? bytes / model::kGib : model::kUnknown;
    figure.parameters = result.number("model_n_params");
    run.params_b = figure.parameters / 1e9;
    run.n_prompt = result.number("n_prompt");
    run.n_gen = result.number("n_gen");
    run.depth = run.n_prompt;
    run.pp_depth = 0;
    run.speculative = model::Drafting::none;
    run.pp_tps = result.number("prompt_tps");
    run.tg_tps = result.number("gen_tps");
    run.tg_std = result.number("gen_tps_stddev");
    if (const double drawn = result.number("power_watts"); drawn > 0) {
      run.notes = fmt::format("drew {:.4g} W", drawn);  // not a limit
    }
    rows.row(std::move(figure), line);
  }
};

}  // namespace

void add_localscore(Formats& formats) { formats.push_back(std::make_unique<LocalScore>()); }

}  // namespace tokroof::formats
