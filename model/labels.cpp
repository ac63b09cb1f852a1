#include "model/labels.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

#include "model/count/quantization.hpp"
#include "model/matrix_type.hpp"
#include "model/names.hpp"

namespace tokroof::model {
namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    size += part.size();
  }
  std::string out;
  out.reserve(size);
  for (const std::string_view part : parts) {
    out.append(part);
  }
  return out;
}

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
  return joined({s.backend, "|", group});
}

}  // namespace

std::string_view stored_as(const Scenario& s) {
  const bool packed = s.facts.ggml && file_type_of(s.model->slug, s.quant) == "MXFP4";
  return packed ? "mxfp4" : storage_class(s.quant);
}

Labels labels_of(const Scenario& s, const Step& step) {
  const std::string_view type = stored_as(s), vendor = s.device.vendor, arch = s.device.arch;
  const std::string engine = joined({s.engine, "|", s.backend});
  const std::string devices = std::to_string(static_cast<long>(s.n_devices));
  const bool mixture = step.work.mixture;
  Labels l;
  l[Scope::all] = "all";
  l[Scope::backend] = s.backend;
  l[Scope::engine] = engine;
  l[Scope::program] = s.engine;
  l[Scope::driver] = joined({s.backend, "|", vendor, s.amdvlk ? "|amdvlk" : ""});
  l[Scope::family] = joined({s.backend, "|", vendor, "/", arch});
  l[Scope::generation] = joined({s.backend, "|", s.device.generation});
  l[Scope::launch_mode] = joined({s.backend, launches_graphs(s, mixture) ? "|graph" : ""});
  l[Scope::storage_class] = type;
  l[Scope::kernel] = joined({type, "@", engine, "@", mixture ? "moe" : "dense"});
  l[Scope::prefill_kernel] = prefill_kernel(s, type);
  l[Scope::llamafile_family] = step.how.llamafile ? arch : std::string_view("-");
  l[Scope::matrix_type] = joined({arch, "|", matrix_type(s.device, s.quant, 1).name});
  l[Scope::checkpoint] = checkpoint_kind(s.quant);
  l[Scope::hop] = joined({engine, s.split == Split::rpc ? "|rpc" : ""});
  l[Scope::exchange] = joined({engine, s.facts.polls_between_devices ? "|polls" : ""});
  l[Scope::row_host] = joined({s.source, "|", s.device_name, "|", s.link_class});
  l[Scope::drafting] = drafting_name(s.drafting);
  l[Scope::instruction_set] = s.host ? s.host->instruction_set : "-";
  l[Scope::host_kind] = s.host ? s.host->kind : "cpu";
  l[Scope::host] = s.host ? s.host->label : s.device_name;
  l[Scope::device] = s.device_name;
  l[Scope::device_engine] = joined({s.device_name, "|", engine});
  l[Scope::source_engine] = joined({s.source, "|", engine});
  l[Scope::source_device] =
      joined({s.source, "|", s.device_name, "|", engine, "|", devices, split_name(s.split)});
  l[Scope::machine_model] = joined({l[Scope::source_device], "|", s.model->slug});
  l[Scope::model_family] = joined({s.model->family, "@", engine});
  return l;
}

}  // namespace tokroof::model
