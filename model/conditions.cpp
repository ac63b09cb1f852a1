#include "model/conditions.hpp"

#include <algorithm>
#include <cmath>

#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof {
namespace {

// Decimal years, after 2025.0, of changes that the runs show.
constexpr double kFlashAttentionDefault = 0.7;  // llama.cpp turns it on by itself
constexpr double kVllmGraphs = -1.0;            // vLLM launched eagerly before
constexpr double kVllmGroupedHeads = 0.0;       // off CUDA its paged attention read head by head before
// The launch cost's slope by date holds between these, in years after 2025.5.
constexpr double kFirstDate = -2.1, kLastDate = 1.3;

/// Matrix units run FP16 four times faster than the FP32 lanes, packed lanes twice.
bool tensor_cores(const Device& d) { return d.fp16_flops > 3 * d.fp32_flops; }

}  // namespace

double usual_micro_batch(std::string_view engine) {
  return is_one_of(engine, {"vllm", "exllamav3", "exllamav2", "mlx", "sglang", "tensorrt-llm", "deepspeed"})
             ? 2048
             : 512;
}

Conditions conditions_of(const Scenario& s, const Work& work) {
  const double year = s.engine_year - 2025;
  const std::string_view type = storage_class(s.quant);
  Conditions how;
  how.split = s.split;
  how.devices = s.n_devices;
  how.cpu = s.cpu_only;
  if (s.layers_on_gpu < work.layers) {
    how.host_layer_share = 1 - std::max(s.layers_on_gpu, 0.0) / work.layers;
  }
  how.vulkan = s.backend == "vulkan";
  how.sycl = s.backend == "sycl";
  how.cuda = s.backend == "cuda";
  how.packed_prefill = ggml_engine(s.engine) || is_one_of(s.engine, {"mlx", "ipex-llm"});
  how.copies_small_batches = !ggml_engine(s.engine);
  how.ik_llama = s.engine == "ik_llama.cpp";
  how.llamafile = s.engine == "llamafile";
  how.llamafile_tu11x = how.llamafile && s.device.arch == "Turing" && !tensor_cores(s.device);
  how.eager =
      s.engine == "deepspeed-mii" || (s.engine == "vllm" && (year < kVllmGraphs || s.backend != "cuda"));
  how.head_by_head = s.engine == "vllm" && s.backend != "cuda" && year < kVllmGroupedHeads;
  how.flash_attention_stated = s.flash_attention.value_or(false);
  how.no_flash_attention =
      s.flash_attention ? !*s.flash_attention
                        : is_one_of(s.engine, {"llama.cpp", "llamafile"}) && year < kFlashAttentionDefault;
  if (s.engine == "mlx" && s.model->family == "gemma2") {  // its capped scores have no fused kernel there
    how.no_flash_attention = true;
  }
  how.rocwmma = s.rocwmma;
  how.no_dp4a = lacks_dp4a(s.device) && type != "f16" && type != "bf16";
  how.two_die = s.device.vendor == "apple" && s.device_name.find("ultra") != std::string::npos;
  how.unified = unified_memory(s.device);
  how.amd_off_x86 = s.device.vendor == "amd" && !s.host_x86 && !unified_memory(s.device);
  how.fanless = s.fanless;
  how.years_after_mid_2025 = std::clamp(year - 0.5, kFirstDate, kLastDate);
  how.micro_batch = s.micro_batch > 0 ? s.micro_batch : usual_micro_batch(s.engine);
  return how;
}

}  // namespace tokroof
