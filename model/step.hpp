#pragma once
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "model/link.hpp"
#include "model/scope.hpp"
#include "model/split.hpp"

namespace tokroof::model {

/// What one decode step moves and computes: counted from the architecture, the storage types and the workload,
/// for one copy of the model, before any split over devices. No coefficient and no peak rate occurs here.
/// "Per sequence" quantities are for one of `sequences` streams.
struct Work {
  double file_bytes = 0;    ///< all weights, as stored
  double table_bytes = 0;   ///< of these, looked up: an untied input embedding
  double weight_bytes = 0;  ///< read by a step of one token (routed experts: the active ones)
  double expert_bytes = 0;  ///< of these, routed experts
  double weights = 0;       ///< number of weights behind weight_bytes
  double expert_weights = 0;
  double experts = 1;         ///< E; 1 for dense models
  double experts_active = 1;  ///< k
  bool mixture = false;
  double layers = 0;
  double moe_layers = 0;
  double d_model = 0;
  double vocab = 0;
  double output_weights = 0;      ///< of the output matrix
  double weights_16_bit = 0;      ///< of `weights`, those that a quantized checkpoint leaves at 16 bit
  double draft_block_bytes = 0;   ///< of one layer, of which what drafts has some
  double draft_output_bytes = 0;  ///< of the output matrix, where what drafts uses the model's
  double kv_heads = 1;
  bool latent = false;               ///< latent attention: all heads share one vector
  bool wide_heads = false;           ///< full-attention layers have heads of 512 values
  bool quantized_kv = false;         ///< the cache is stored in blocks with scales
  double kv_bytes = 0;               ///< KV cache read per sequence
  double kv_group = 1;               ///< query heads that share a KV head
  double kv_passes = 1;              ///< times a group's KV is read if each 8 query heads read it once
  double attention_flops = 0;        ///< per sequence, over the whole context
  double scored_keys = 0;            ///< of indexers, per sequence, over the whole context
  double scored_per_token = 0;       ///< of them, per cached token
  double prompt_flops_per_pair = 0;  ///< of a query token and a cached token in a prompt
  double prompt_flops_per_cached =
      0;                          ///< of a micro-batch, per cached token: keys and values of latent attention
  double prompt_layer_share = 1;  ///< of the layers, those that every token of a prompt passes
  double window_flops_per_pair = 0;  ///< per query token and cached token, window layers
  double window_bytes_per_pair = 0;  ///< the same, where each query token reads its own
  double window = 0;                 ///< of those layers, or what they select [tokens]
  double state_bytes = 0;            ///< recurrent state read and written per sequence
  double kernels_dense = 0;          ///< kernel launches of attention and dense feed-forward blocks
  double kernels_moe = 0;
  double kernels_linear = 0;
  double sequences = 1;     ///< B, per replica
  double drafted = 0;       ///< tokens drafted a step (speculative decoding)
  double draft_passes = 0;  ///< in so many reads of what drafts them
  double acceptance = 0;    ///< share of them accepted; not a number: not stated

  /// All routed experts as stored, of which expert_bytes are those of k in E.
  [[nodiscard]] double stored_expert_bytes() const {
    return mixture ? expert_bytes / experts_active * experts : 0;
  }

  friend bool operator==(const Work&, const Work&) = default;
};

/// Peak rates of one device and of its host: the specification, never fitted.
struct Rates {
  double bandwidth_bytes_per_s = 0;
  double fp32_flops = 0;
  double fp16_flops = 0;
  double dequant_ops_per_s = 0;  ///< integer (dp4a) or FP16 lanes x clock
  double prefill_flops = 0;      ///< matrix rate that prefill uses
  double operand_flops = 0;      ///< matrix rate for the operands of this storage type: matrix_type()
  double ln_halved_16_bit =
      0;  ///< ln of what fp16_flops lacks because products are summed in FP32; 0: nothing
  double ln_halved_operand = 0;  ///< the same of operand_flops
  double peak_flops = 0;  ///< the fastest matrix rate for this storage type, whether an engine uses it or not
  double clock_hz = 0;
  double cores = 1;
  double cache_bytes = 0;        ///< last-level cache of the device; 0: not known
  double power_w = 0;            ///< limit; infinite where unified memory shares it
  double specified_power_w = 0;  ///< without a cap
  double ln_power_per_flop = 0;  ///< ln of watts per FP32 TFLOP/s over 8, at most 0: power-starved cards
  double ln_gpu_cores = 0;       ///< Apple: ln(cores / 20)
  double years_after_2022 = 0;   ///< of the device
  double host_slowness = 1;      ///< 0.75 / single-thread speed of the host, newest desktop = 1
  double ln_host_slowness =
      0;  ///< its logarithm for cards; 0 for chips that share their memory with the host
  double host_bandwidth_bytes_per_s = 1;
  bool host_bandwidth_is_measured = false;
  double host_fp32_flops = 1;     ///< of the threads that decode
  double host_prefill_flops = 1;  ///< FP32 peak of the threads that read prompts
  double host_prefill_threads = 1;
  double host_threads = 8;  ///< that decode
  double host_sockets = 1;
  double storage_bytes_per_s =
      0;            ///< sequential read of the drive that weights are mapped from; 0: none stated
  LinkRates link;   ///< inside a machine
  Network network;  ///< between machines, where the devices lie on several

  friend bool operator==(const Rates&, const Rates&) = default;
};

/// How the engine runs the step: facts of the engine, its build and the options of the run.
struct Conditions {
  Split split = Split::none;
  double devices = 1;                 ///< that share one copy of the model
  double machine_devices = INFINITY;  ///< of these that a machine holds
  double stages = 1;                  ///< Parallel::stages
  double passes = 1;  ///< under way at the same time in a pipeline, each for its part of the sequences
  double attention_groups = 1;   ///< Parallel::groups
  bool expert_parallel = false;  ///< Parallel::experts
  bool cpu = false;              ///< everything on the host processor
  double host_layer_share = 0;   ///< share of all layers kept on the host (partial GPU layers)
  // Of the layers that the devices keep; host_experts(), host_dense() are the shares of all.
  bool experts_on_host = false;
  double host_expert_share = 0;        ///< of the routed experts' bytes, on the host
  bool keeps_popular_experts = false;  ///< those on the devices are the ones that are used most
  double host_tensor_share = 0;        ///< of the dense weights read a step: single tensors on the host
  double host_tensor_bytes = 0;        ///< stored size of those, were all layers the devices'
  double host_tensor_crossings = 0;  ///< of a step, beyond one for that share of the expert layers; negative
                                     ///< where those on the host have more bits
  double spilled_share = 0;          ///< share of the devices' weights that their memory does not hold
  double stored_share = 0;           ///< share of the host's weights that its memory does not hold
  bool vulkan = false, sycl = false, cuda = false;
  bool packed_prefill = false;  ///< prefill kernels work on packed weights (ggml, MLX, IPEX): a second pipe
  bool ik_llama = false;
  bool llamafile = false;
  bool llamafile_tu11x =
      false;  ///< on Turing without tensor cores: its kernels for that chip take 5 times longer
  bool eager =
      false;  ///< the host launches every kernel: vLLM before 2024 or with --enforce-eager, DeepSpeed-MII
  bool schedules_beside = false;  ///< the host schedules the next step while the device works
  bool head_by_head = false;      ///< paged attention of 2024: every query head reads the cache by itself
  bool no_flash_attention = false;
  bool row_by_row =
      false;  ///< what a processor attends: llama.cpp's flash attention, a row of the scores at a time
  bool one_cache =
      false;  ///< a processor multiplies a query with the cells of all sequences, most of them masked
  bool rocwmma = false;
  bool vector_attention = false;  ///< a prompt's attention runs on vector units
  bool vector_products = false;   ///< its matrix products do
  double unpacked_bytes = 0;      ///< of a weight, written and read again for each product of a prompt
  bool server_kernels =
      false;  ///< attention reads a group's KV once, on the matrix units; sampling on the device
  bool multiplies_each_token = false;  ///< kernels for few tokens multiply each by itself: ggml's, up to 8
  bool copies_cache = false;  ///< the cache is copied to append to it, and repeated for every query head
  double prompt_stages = 1;   ///< that work at the same time on a prompt's micro-batches
  bool launches_prompts =
      false;  ///< its graphs serve decoding alone: the host launches each kernel of a prompt
  double graphed_prompt_tokens = 0;   ///< passes of so many tokens at most launch graphs all the same
  bool copies_small_batches = false;  ///< of weights on the host, where ggml's engines compute there
  bool no_dp4a = false;               ///< the chip lacks the 4-way integer dot product (GP100)
  bool two_die = false;               ///< Apple Ultra
  bool unified = false;               ///< memory shared with the CPU
  bool fanless = false;
  bool amd_off_x86 = false;         ///< an AMD card on an ARM or RISC-V host
  double years_after_mid_2025 = 0;  ///< of the engine's build, within what the runs cover
  double micro_batch = 512;         ///< prompt tokens processed at once

  friend bool operator==(const Conditions&, const Conditions&) = default;
};

/// What the published figure counts.
struct Figure {
  double streams = 1;                  ///< sequences counted together (1: the rate is per stream)
  double generated = 128;              ///< tokens per sequence
  bool includes_prefill = false;       ///< the rate's time includes the prompt
  bool prompts_beside = false;         ///< a stream waits for a share of the others' prompts
  double prompt = 0;                   ///< tokens of a sequence's prompt
  double prefill_tokens = 0;           ///< prompt length of the prefill figure; 0: none
  double prefill_depth = 0;            ///< tokens in the cache before it
  double prefill_prompts = 1;          ///< such prompts that attention groups read at once
  double assumed_variance = 0;         ///< of ln t, by facts that the run does not state
  std::vector<double> prompt_lengths;  ///< the prefill figure is the mean rate over these

  friend bool operator==(const Figure&, const Figure&) = default;
};

/// One decode step, ready to be timed.
struct Step {
  Work work;
  Rates rates;
  Conditions how;
  Figure figure;
  Labels labels;
};

/// With one set of coefficients both take the same time.
inline bool same_counts(const Step& a, const Step& b) {
  return a.work == b.work && a.rates == b.rates && a.how == b.how && a.figure == b.figure;
}

}  // namespace tokroof::model
