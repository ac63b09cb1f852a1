#include "model/labels.hpp"

#include <string>

#include "model/count/quantization.hpp"
#include "model/matrix_type.hpp"
#include "model/names.hpp"

namespace tokroof::model {
namespace {

/// One launch for the whole step, since Ampere under llama.cpp, which also turns them off with several devices.
bool launches_graphs(const Scenario& s, bool mixture) {
  const Engine& engine = s.facts;
  if (s.backend != "cuda") {
    return s.engine_year >= engine.graphs_elsewhere_since;
  }
  const bool able = s.device.vendor == "nvidia" &&
                    !is_one_of(s.device.arch, {"Maxwell", "Pascal", "Pascal-DC", "Volta", "Turing"});
  const bool alone = !(s.n_devices > 1 && engine.ggml);
  return able && alone && s.engine_year >= (mixture ? engine.graphs_with_experts_since : engine.graphs_since);
}

std::string prefill_kernel(const Scenario& s, std::string_view type) {
  std::string_view group = "int";
  if (is_one_of(type, {"f16", "bf16", "mlx"})) {
    group = type;
  } else if (type.starts_with("iq")) {
    group = "iq";
  } else if (type.ends_with("_k")) {
    group = "k";
  } else if (is_one_of(type, {"mxfp4", "nvfp4", "fp8"})) {
    group = "mx";
  }
  return s.backend + "|" + std::string(group);
}

}  // namespace

std::string_view stored_as(const Scenario& s) {
  const bool packed = s.facts.ggml && file_type_of(s.model->slug, s.quant) == "MXFP4";
  return packed ? "mxfp4" : storage_class(s.quant);
}

Labels labels_of(const Scenario& s, const Step& step) {
  const std::string type(stored_as(s));
  const std::string engine = s.engine + "|" + s.backend;
  const std::string vendor(s.device.vendor), arch(s.device.arch);
  const std::string devices =
      std::to_string(static_cast<long>(s.n_devices)) + std::string(split_name(s.split));
  const bool mixture = step.work.mixture;
  Labels l;
  l[Scope::all] = "all";
  l[Scope::backend] = s.backend;
  l[Scope::engine] = engine;
  l[Scope::program] = s.engine;
  l[Scope::driver] = s.backend + "|" + vendor;
  l[Scope::family] = s.backend + "|" + vendor + "/" + arch;
  l[Scope::generation] = s.backend + "|" + std::string(s.device.generation);
  l[Scope::launch_mode] = s.backend + (launches_graphs(s, mixture) ? "|graph" : "");
  l[Scope::storage_class] = type;
  l[Scope::kernel] = type + "@" + engine + "@" + (mixture ? "moe" : "dense");
  l[Scope::prefill_kernel] = prefill_kernel(s, type);
  l[Scope::llamafile_family] = step.how.llamafile ? arch : "-";
  l[Scope::matrix_type] = arch + "|" + std::string(matrix_type(s.device, s.quant, 1).name);
  l[Scope::checkpoint] = checkpoint_kind(s.quant);
  l[Scope::hop] = engine + (s.split == Split::rpc ? "|rpc" : "");
  l[Scope::row_host] = s.source + "|" + s.device_name + "|" + s.link_class;
  l[Scope::drafting] = drafting_name(s.drafting);
  l[Scope::instruction_set] = s.host ? s.host->instruction_set : "-";
  l[Scope::host] = s.host ? s.host->label : s.device_name;
  l[Scope::device] = s.device_name;
  l[Scope::device_engine] = s.device_name + "|" + engine;
  l[Scope::source_engine] = s.source + "|" + engine;
  l[Scope::source_device] = s.source + "|" + s.device_name + "|" + engine + "|" + devices;
  l[Scope::machine_model] = l[Scope::source_device] + "|" + std::string(s.model->slug);
  l[Scope::model_family] = std::string(s.model->family) + "@" + engine;
  return l;
}

}  // namespace tokroof::model
