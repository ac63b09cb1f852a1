#include <algorithm>
#include <cmath>

#include "model/count.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof {
namespace {

// Decimal years, after 2025.0, of changes that the runs show.
constexpr double kFlashAttentionDefault = 0.7;  // llama.cpp turns it on by itself
constexpr double kGraphs = -0.64;               // llama.cpp launches CUDA graphs
constexpr double kGraphsWithExperts = 0.3;
constexpr double kVllmGraphs = -1.0;  // vLLM launched eagerly before
// The launch cost's slope by date holds between these, in years after 2025.5.
constexpr double kFirstDate = -2.1, kLastDate = 1.3;

/// CUDA graphs: one launch for the whole step. llama.cpp turns them off with several devices.
bool launches_graphs(const Scenario& s, bool mixture) {
  const bool able = is_one_of(s.device.arch, {"Ampere", "Ampere-DC", "Ada", "Hopper", "Blackwell"});
  const bool recent = s.engine_year - 2025 >= (mixture ? kGraphsWithExperts : kGraphs);
  const bool alone = !(s.n_devices > 1 && ggml_engine(s.engine));
  return s.backend == "cuda" && able && recent && alone && (ggml_engine(s.engine) || s.engine == "vllm");
}

/// Prompt tokens that the engine processes at once.
double micro_batch(std::string_view engine) {
  return is_one_of(engine, {"vllm", "exllamav3", "exllamav2", "mlx", "sglang", "tensorrt-llm", "deepspeed"})
             ? 2048
             : 512;
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

Conditions conditions_of(const Scenario& s, const Work& work) {
  const double year = s.engine_year - 2025;
  const std::string_view type = storage_class(s.quant);
  Conditions how;
  how.split = s.split;
  how.devices = s.n_devices;
  how.cpu = s.cpu_only;
  how.experts_on_host = s.experts_on_host;
  if (s.experts_on_host && work.moe_layers > 0) {
    how.host_expert_share = 1 - std::min(s.expert_layers_on_gpu / work.moe_layers, 1.0);
  }
  if (s.layers_on_gpu < work.layers) {
    how.host_layer_share = 1 - std::max(s.layers_on_gpu, 0.0) / work.layers;
  }
  how.vulkan = s.backend == "vulkan";
  how.sycl = s.backend == "sycl";
  how.cuda = s.backend == "cuda";
  how.packed_prefill = ggml_engine(s.engine) || is_one_of(s.engine, {"mlx", "ipex-llm"});
  how.ik_llama = s.engine == "ik_llama.cpp";
  how.llamafile = s.engine == "llamafile";
  how.eager =
      s.engine == "deepspeed-mii" || (s.engine == "vllm" && (year < kVllmGraphs || s.backend != "cuda"));
  how.flash_attention_stated = s.flash_attention.value_or(false);
  how.no_flash_attention =
      s.flash_attention ? !*s.flash_attention
                        : is_one_of(s.engine, {"llama.cpp", "llamafile"}) && year < kFlashAttentionDefault;
  how.rocwmma = s.rocwmma;
  how.no_dp4a = lacks_dp4a(s.device) && type != "f16" && type != "bf16";
  how.two_die = s.device.vendor == "apple" && s.device_name.find("ultra") != std::string::npos;
  how.unified = unified_memory(s.device);
  how.fanless = s.fanless;
  how.years_after_mid_2025 = std::clamp(year - 0.5, kFirstDate, kLastDate);
  how.micro_batch = micro_batch(s.engine);
  return how;
}

Labels labels_of(const Scenario& s, const Step& step) {
  const std::string type(storage_class(s.quant));
  const std::string engine = s.engine + "|" + s.backend;
  const std::string vendor(s.device.vendor), arch(s.device.arch);
  const std::string devices =
      std::to_string(static_cast<long>(s.n_devices)) + std::string(split_name(s.split));
  const bool mixture = step.work.mixture;
  Labels l;
  l[Scope::all] = "all";
  l[Scope::backend] = s.backend;
  l[Scope::engine] = engine;
  l[Scope::driver] = s.backend + "|" + vendor;
  l[Scope::family] = s.backend + "|" + vendor + "/" + arch;
  l[Scope::generation] = s.backend + "|" + std::string(s.device.generation);
  l[Scope::launch_mode] = s.backend + (launches_graphs(s, mixture) ? "|graph" : "");
  l[Scope::storage_class] = type;
  l[Scope::kernel] = type + "@" + engine + "@" + (mixture ? "moe" : "dense");
  l[Scope::prefill_kernel] = prefill_kernel(s, type);
  l[Scope::llamafile_family] = step.how.llamafile ? arch : "-";
  l[Scope::link] = s.link_class;
  l[Scope::engine_link] = engine + "|" + s.link_class;
  l[Scope::row_link] = s.backend + "|" + s.link_class;
  l[Scope::hop] = engine + (s.split == Split::rpc ? "|rpc" : "");
  l[Scope::row_host] = s.source + "|" + s.device_name + "|" + s.link_class;
  l[Scope::drafting] = s.drafting.empty() ? "none" : s.drafting;
  l[Scope::instruction_set] = s.host ? s.host->instruction_set : "-";
  l[Scope::host] = s.host ? s.host->label : s.device_name;
  l[Scope::device] = s.device_name;
  l[Scope::device_engine] = s.device_name + "|" + engine;
  l[Scope::source_engine] = s.source + "|" + engine;
  l[Scope::source_device] = s.source + "|" + s.device_name + "|" + engine + "|" + devices;
  l[Scope::model_family] = std::string(s.model->family) + "@" + engine;
  return l;
}

}  // namespace tokroof
