#include "model/labels.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

#include "model/count/quantization.hpp"
#include "model/matrix_type.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

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
  const std::string machine =
      joined({s.source, "|", s.device_name, "|", engine, "|", devices, split_name(s.split)});
  const bool mixture = step.work.mixture;
  Labels l;
  l.put(Scope::all, {"all"});
  l.put(Scope::backend, {s.backend});
  l.put(Scope::engine, {engine});
  l.put(Scope::program, {s.engine});
  l.put(Scope::driver, {s.backend, "|", vendor, s.amdvlk ? "|amdvlk" : ""});
  l.put(Scope::family, {s.backend, "|", vendor, "/", arch});
  l.put(Scope::generation, {s.backend, "|", s.device.generation});
  l.put(Scope::launch_mode, {s.backend, launches_graphs(s, mixture) ? "|graph" : ""});
  l.put(Scope::storage_class, {type});
  l.put(Scope::kernel, {type, "@", engine, "@", mixture ? "moe" : "dense"});
  l.put(Scope::prefill_kernel, {prefill_kernel(s, type)});
  l.put(Scope::llamafile_family, {step.how.llamafile ? arch : std::string_view("-")});
  l.put(Scope::matrix_type,
        {arch, unified_memory(s.device) ? " SoC" : "", "|", matrix_type(s.device, s.quant, 1).name});
  l.put(Scope::checkpoint, {checkpoint_kind(s.quant)});
  l.put(Scope::hop, {engine, s.split == Split::rpc ? "|rpc" : ""});
  l.put(Scope::exchange, {engine, s.facts.polls_between_devices ? "|polls" : ""});
  l.put(Scope::row_host, {s.source, "|", s.device_name, "|", s.link_class});
  l.put(Scope::drafting, {drafting_name(s.drafting)});
  l.put(Scope::instruction_set, {s.host ? s.host->instruction_set : "-"});
  l.put(Scope::host_kind, {s.host ? s.host->kind : "cpu"});
  l.put(Scope::host, {s.host ? s.host->label : s.device_name});
  l.put(Scope::device, {s.device_name});
  l.put(Scope::device_engine, {s.device_name, "|", engine});
  l.put(Scope::source_engine, {s.source, "|", engine});
  l.put(Scope::source_device, {machine});
  l.put(Scope::machine_model, {machine, "|", s.model->slug});
  l.put(Scope::model_family, {s.model->family, "@", engine});
  return l;
}

}  // namespace tokroof::model
