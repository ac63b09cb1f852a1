// InferenceX (InferenceMAX): a flat object of a server under load. Times are in seconds, "intvty" is tokens a second of
// one user; the throughputs are of one GPU.
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/serving_figures.hpp"

namespace tokroof::formats {
namespace {

/// "fp4" is NVIDIA's format on NVIDIA's cards and MXFP4 elsewhere, and in gpt-oss.
std::string precision_of(const Record& r, catalog::Run& run) {
  std::string precision = r.text("precision");
  if (precision != "fp4") {
    return precision;
  }
  run.quality = "inferred";
  const bool mx = run.device.starts_with("mi") || run.model.find("gpt-oss") != std::string::npos;
  return mx ? "MXFP4" : "NVFP4";
}

/// Devices that decode: of the server, or of each worker where prompts have workers of their own. Attention groups and
/// experts are on the tensor-parallel devices.
void set_layout(const Record& r, catalog::Run& run) {
  const std::string whose = r.number("decode_tp") >= 1 ? "decode_" : "";
  const double tp = r.number(whose + "tp");
  const double pp = r.number("pp");
  run.n_devices = tp * (pp >= 1 ? pp : 1);
  if (tp > 1 || run.n_devices == 1) {
    run.split = split_of(tp);
  }
  if (tp > 1) {
    run.pipeline_parallel = pp > 1 ? pp : model::kUnknown;
    const bool groups = r.number(whose + "dp_attention") == 1 || r.text(whose + "dp_attention") == "true";
    run.data_parallel_attention = groups ? tp : model::kUnknown;
    run.expert_parallel = r.number(whose + "ep") > 1;
  }
  if (!whose.empty()) {
    run.replicas = r.number("decode_num_workers");
    run.replicas = run.replicas >= 1 ? run.replicas : 1;
  }
}

class InferenceX : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "InferenceX"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    if (!r.has_all({"hw", "tput_per_gpu"})) {
      return false;
    }
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run.engine = r.text("framework");
    run.device = r.text("hw");
    run.model = r.text("model");
    run.quant = precision_of(r, run);
    run.concurrency = r.number("conc");
    run.n_prompt = run.depth = r.number("isl");
    run.n_gen = r.number("osl");
    set_layout(r, run);
    run.speculative = catalog::Said<model::Drafting>::read(r.text("spec_decoding"));
    double rate = r.first_number({"median_intvty", "mean_intvty"});
    if (!(rate > 0)) {
      rate = 1 / r.first_number({"median_tpot", "mean_tpot"});
    }
    run.rate = catalog::StatedRate::stream;
    run.tg_tps = rate;
    if (!(rate > 0)) {
      catalog::set_all_streams(run);
      const double replicas = run.replicas >= 1 ? run.replicas : 1;
      run.tg_tps = r.number("output_tput_per_gpu") * run.n_devices * replicas;
    }
    if (r.number("disagg") == 1) {
      run.notes = "prefill and decode on separate GPUs";
    }
    rows.row(std::move(figure), line);
    return true;
  }
};

}  // namespace

void add_inferencex(Formats& formats) { formats.push_back(std::make_unique<InferenceX>()); }

}  // namespace tokroof::formats
