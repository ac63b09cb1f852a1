#include "model/conditions.hpp"

#include <algorithm>

#include "model/count/quantization.hpp"
#include "model/rates.hpp"

namespace tokroof::model {
namespace {

// The launch cost's slope by date holds between these, in years after 2025.5.
constexpr double kFirstDate = -2.1, kLastDate = 1.3;

/// Matrix units run FP16 four times faster than the FP32 lanes, packed lanes twice.
bool tensor_cores(const Device& d) { return d.fp16_flops > 3 * d.fp32_flops; }

double pipeline_stages(const Scenario& s) {
  return s.split == Split::pipeline ? s.n_devices : s.parallel.stages;
}

/// Of a layer split's prompt. ggml keeps four copies of the activations in flight.
/// Source: GGML_SCHED_MAX_COPIES = 4.
double prompt_stages(const Scenario& s) {
  constexpr double kMostCopies = 4;
  if (const double stages = pipeline_stages(s); stages > 1) {
    return stages;
  }
  const bool overlaps = s.split == Split::layer && s.overlaps_micro_batches;
  return overlaps ? std::min(s.n_devices, kMostCopies) : 1;
}

bool has_large_defaults(const Engine& engine, const Device& device, double year) {
  constexpr double kLargeMemoryGib = 70;
  return device.memory_gib >= kLargeMemoryGib && year >= engine.large_micro_batch_since &&
         device.arch != engine.small_defaults_arch;
}

}  // namespace

double usual_micro_batch(const Engine& engine, const Device& device, double year) {
  constexpr double kSmallMemoryGib = 35, kHugeMemoryGib = 160;
  const auto or_else = [](double tokens, double otherwise) { return known(tokens) ? tokens : otherwise; };
  double out = engine.micro_batch;
  if (device.memory_gib < kSmallMemoryGib) {
    out = or_else(engine.small_micro_batch, out);
  }
  if (has_large_defaults(engine, device, year)) {
    out = or_else(engine.large_micro_batch, out);
    out = device.memory_gib >= kHugeMemoryGib ? or_else(engine.huge_micro_batch, out) : out;
  }
  return out;
}

double usual_sequences(const Engine& engine, const Device& device, double year) {
  const bool large = has_large_defaults(engine, device, year) && known(engine.large_most_sequences);
  return large ? engine.large_most_sequences : engine.most_sequences;
}

Conditions conditions_of(const Scenario& s, const Work& work) {
  const double year = s.engine_year;
  const Engine& engine = s.facts;
  const bool cuda = s.backend == "cuda";
  const std::string_view type = storage_class(s.quant);
  const bool sixteen_bit = type == "f16" || type == "bf16";
  Conditions how;
  how.split = s.split;
  how.devices = s.n_devices;
  how.machine_devices = s.machine_devices;
  how.stages = s.parallel.stages;
  how.passes = engine.pipelines_steps ? pipeline_stages(s) : 1;
  how.attention_groups = s.parallel.groups;
  how.expert_parallel = s.parallel.experts;
  how.cpu = s.cpu_only;
  if (s.layers_on_gpu < work.layers) {
    how.host_layer_share = 1 - std::max(s.layers_on_gpu, 0.0) / work.layers;
  }
  how.vulkan = s.backend == "vulkan";
  how.sycl = s.backend == "sycl";
  how.cuda = cuda;
  how.packed_prefill = engine.packed_prompts;
  how.server_kernels = engine.server_kernels;
  how.multiplies_each_token = engine.ggml && !(sixteen_bit && tensor_cores(s.device));
  how.copies_cache = engine.copies_cache;
  how.prompt_stages = prompt_stages(s);
  how.launches_prompts = engine.server_kernels && (cuda || s.backend == "rocm");
  how.copies_small_batches = !engine.ggml;
  how.ik_llama = s.engine == "ik_llama.cpp";
  how.llamafile = s.engine == "llamafile";
  how.llamafile_tu11x = how.llamafile && s.device.arch == "Turing" && !tensor_cores(s.device);
  const bool eager_by_default = year < (cuda ? engine.eager_until : engine.eager_elsewhere_until);
  how.eager = engine.may_be_eager() ? s.eager.value_or(eager_by_default) : eager_by_default;
  how.graphed_prompt_tokens =
      cuda && !how.eager && year >= engine.graphs_prompts_since ? engine.graphs_prompt_tokens : 0;
  // TPUs' plugin had it off until August 2026 (vllm-project/tpu-inference issue 3456); of others nothing is known.
  how.schedules_beside = year >= engine.schedules_beside_since && (cuda || s.backend == "rocm");
  how.head_by_head = !cuda && year < engine.head_by_head_elsewhere_until;
  how.no_flash_attention = s.flash_attention ? !*s.flash_attention : year < engine.flash_attention_since;
  if (s.engine == "mlx" && s.model->family == "gemma2") {  // its capped scores have no fused kernel there
    how.no_flash_attention = true;
  }
  how.row_by_row = engine.ggml && !how.ik_llama && !how.no_flash_attention;
  // Flash attention leaves masked cells out, on processors; of cards' kernels no figures are known.
  how.one_cache = how.cpu && engine.ggml && how.no_flash_attention && !(year >= engine.cache_by_place_since);
  how.rocwmma = s.rocwmma;
  how.vector_attention = s.vector_attention;
  how.vector_products = s.vector_products;
  if (s.unpacked_products) {
    const double operand_bytes = s.vector_products ? 4 : 2;
    how.unpacked_bytes = sixteen_bit && !s.vector_products ? 0 : 2 * operand_bytes;
  }
  how.no_dp4a = lacks_dp4a(s.device) && !sixteen_bit;
  how.two_die = s.device.vendor == "apple" && s.device_name.find("ultra") != std::string::npos;
  how.unified = unified_memory(s.device);
  how.amd_off_x86 = s.device.vendor == "amd" && !s.host_x86 && !unified_memory(s.device);
  how.fanless = s.fanless;
  how.years_after_mid_2025 = std::clamp(year - 2025.5, kFirstDate, kLastDate);
  how.micro_batch = s.micro_batch > 0 ? s.micro_batch : usual_micro_batch(engine, s.device, year);
  if (engine.groups_share_limits) {
    how.micro_batch = std::max(how.micro_batch / s.parallel.groups, 1.0);
  }
  return how;
}

}  // namespace tokroof::model
