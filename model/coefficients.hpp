#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "model/coefficient_name.hpp"
#include "model/scope.hpp"

namespace tokroof::model {

/// How a fitted parameter x becomes a value: ln: exp(x); logit: 1/(1 + exp(-x)); identity: x.
/// Positive quantities live as logarithms and shares as logits, so no bound is ever hit.
enum class Transform { identity, ln, logit };

/// Which timing path reads a coefficient.
enum class Part { gpu, cpu, prefill, host_prefill, effect };

/// The steps of that path that read it; a step that does not read a coefficient says nothing about it.
enum class When {
  always,
  vulkan,
  amd_off_x86,
  two_die,
  no_dp4a,
  llamafile,
  llamafile_tu11x,
  eager,
  head_by_head,
  no_flash_attention,
  rocwmma,
  vulkan_prompts,
  vector_attention,
  vector_products,
  linear_layers,
  expert_layers,
  layer_split,
  tensor_split,
  tensor_split_cuda,
  tensor_split_pcie,
  tensor_split_host,
  row_split,
  row_over_pcie,
  row_through_host,
  measured_host,
  speculative,
  acceptance_unknown,
  small_batch,
  packed_matrices,
  packed_products,
  typed_matrices,
  half_rate,
  server_kernels,
  other_kernels,
  server_batch,
  prompts_beside,
  sampled_on_host,
  latent,
  latent_server,
  wide_heads,
  quantized_kv,
  copies_cache,
  selects,
  attention_groups,
  discrete,
  capped,
  unified,
  ik_llama,
  cpu_alone,
  cpu_flash,
  offloaded,
  fanless,
  own_machine,
  own_mixture,
  count_
};
inline constexpr std::size_t kWhenCount = static_cast<std::size_t>(When::count_);

/// A prior mean that differs for some labels: `glob` may begin or end with '*'. First match wins.
struct PriorRule {
  std::string_view glob;
  double mean;
};

/// One row of the coefficient table. The model, the fit, `tokroof list coefficients`, coefficients.json and
/// docs/coefficients.md all read these rows; nothing else may name a coefficient.
struct CoefficientSpec {
  std::string_view name;    ///< spelled the same in code, JSON, documentation and plots
  std::string_view symbol;  ///< as in docs/how-tokroof-works.md
  Part part;
  Scope scope;  ///< one value per label of this scope
  When when;
  Transform transform;
  std::string_view unit;  ///< "1" for ratios and exponents, "ln" for deviations of a logarithm (or logit)
  double prior_mean;      ///< in `unit`; of labels that no rule names
  double prior_sd;        ///< of the parameter: 0.1 means about 10 % for ln
  bool heavy_tailed;      ///< Student prior, 2 degrees of freedom: a few members far out
  std::string_view meaning;
  std::string_view origin;  ///< where the prior comes from
  std::array<PriorRule, 10> rules{};
};

// clang-format off
inline constexpr std::array kCoefficients{
    // weights: memory, dequantization, power, matrix arithmetic
    CoefficientSpec{"weight_read_efficiency", "eta", Part::gpu, Scope::backend, When::always, Transform::logit, "1", 0.891, 0.25, false, "share of the specified bandwidth that reading weights achieves", "stream benchmarks: 0.85 to 0.93"},
    CoefficientSpec{"weight_read_engine", "eta_e", Part::gpu, Scope::engine, When::always, Transform::identity, "logit", 0, 0.15, false, "its deviation by engine", "assumed"},
    CoefficientSpec{"weight_read_driver", "eta_v", Part::gpu, Scope::driver, When::vulkan, Transform::identity, "logit", 0, 0.15, false, "its deviation by the vendor's Vulkan driver", "assumed"},
    CoefficientSpec{"weight_read_family", "eta_g", Part::gpu, Scope::family, When::always, Transform::identity, "logit", 0, 0.15, false, "its deviation by architecture family", "assumed"},
    CoefficientSpec{"weight_read_two_die", "eta_u", Part::gpu, Scope::all, When::two_die, Transform::identity, "logit", -0.3, 0.4, false, "its deviation on two-die parts (Apple Ultra)", "assumed: half of the traffic crosses the die link"},
    CoefficientSpec{"weight_read_experts", "eta_m", Part::gpu, Scope::engine, When::expert_layers, Transform::identity, "logit", 0, 0.3, false, "its deviation for mixtures: expert matrices are small, their last wave leaves cores idle", "assumed"},
    CoefficientSpec{"weight_read_off_x86", "eta_x", Part::gpu, Scope::all, When::amd_off_x86, Transform::identity, "logit", 0, 1.0, false, "its deviation of AMD cards on ARM and RISC-V hosts, whose PCIe is not coherent", "assumed"},
    CoefficientSpec{"dequant_ops_per_weight", "c", Part::gpu, Scope::storage_class, When::always, Transform::ln, "1", 5, 0.5, false, "integer or float operations to dequantize and multiply a weight of this type", "instruction counts of block formats: 3 to 12"},
    CoefficientSpec{"dequant_kernel", "c_q", Part::gpu, Scope::kernel, When::always, Transform::identity, "ln", 0, 0.1, true, "its deviation by kernel: type, engine, dense or experts", "4 bits under ROCm have Triton kernels instead of Marlin: vLLM pull requests 40977 and 43389, AITER pull request 5224; 3-bit i-quants of experts under CUDA: what the runs of nine sources say (docs/decisions.md)", {{{"int4@vllm|rocm@moe", 1.8}, {"int4@sglang|rocm@moe", 1.8}, {"int4@vllm|rocm@dense", 1.2}, {"int4@sglang|rocm@dense", 1.2}, {"iq3@llama.cpp|cuda@moe", 0.8}}}},
    CoefficientSpec{"dequant_family", "c_g", Part::gpu, Scope::family, When::always, Transform::identity, "ln", 0, 0.3, true, "its deviation by architecture family", "integer and FP32 lanes issue side by side since Volta; Intel under Vulkan: as its graphics of Tiger Lake and Lunar Lake", {{{"cuda|nvidia/Hopper", -0.69}, {"cuda|nvidia/Ampere*", -0.69}, {"cuda|nvidia/Ada", -0.69}, {"cuda|nvidia/Volta", -0.69}, {"cuda|nvidia/Blackwell-DC", -0.69}, {"vulkan|intel/*", 0.8}}}},
    CoefficientSpec{"dequant_llamafile", "c_x", Part::gpu, Scope::llamafile_family, When::llamafile, Transform::identity, "ln", 0, 1.0, true, "its deviation of llamafile's kernels on a family: it ships code for some chips only", "assumed: code compiled for another chip, or without its dot products"},
    CoefficientSpec{"dequant_without_dp4a", "nodp", Part::gpu, Scope::all, When::no_dp4a, Transform::ln, "1", 2, 0.4, false, "its factor on chips without an integer dot product", "instruction counts"},
    CoefficientSpec{"multiply_ops_per_weight", "o", Part::gpu, Scope::backend, When::small_batch, Transform::ln, "1", 3, 0.5, false, "operations on FP32 lanes that multiply a weight with each further token of a small batch, up to 8", "llama.cpp's kernels for few columns read and unpack a weight once and multiply it with each; at most what the first token takes"},
    CoefficientSpec{"energy_per_byte_nj", "pw", Part::gpu, Scope::all, When::always, Transform::ln, "nJ/byte", 0.3, 0.3, false, "energy of reading a byte, against the power limit", "GDDR6X at 7 pJ/bit plus the path to the cores"},
    CoefficientSpec{"energy_family", "pw_g", Part::gpu, Scope::family, When::always, Transform::identity, "ln", -0.7, 0.3, false, "its deviation, and that of an operation, by architecture family: 8 nm and GDDR6X are 0", "process and memory: HBM takes a third to a half of GDDR6X's energy a bit; capped cards of Ada at .45 of Ampere's", {{{"*nvidia/Ampere", 0}, {"*nvidia/Ampere-DC", -0.5}, {"*nvidia/Turing", -0.2}, {"*nvidia/Volta", -0.4}, {"*nvidia/Pascal", -0.2}, {"*nvidia/Pascal-DC", -0.4}, {"*nvidia/Maxwell", 0}, {"*amd/RDNA1", -0.2}, {"*amd/RDNA2", -0.4}, {"*amd/GCN5.1", -0.4}}}},
    CoefficientSpec{"capped_base_share", "pb0", Part::gpu, Scope::all, When::capped, Transform::logit, "1", 0.18, 0.3, false, "power cap: share of the specified power that lower clocks do not save", "a 3090 at 200, 230 and 350 W: 20.5, 25 and 32.5 tok/s of a 27B model"},
    CoefficientSpec{"capped_energy_per_byte_nj", "pwc", Part::gpu, Scope::all, When::capped, Transform::ln, "nJ/byte", 0.2, 0.3, false, "power cap: energy of reading a byte at full clocks", "the same card"},
    CoefficientSpec{"capped_energy_per_operation_pj", "poc", Part::gpu, Scope::all, When::capped, Transform::ln, "pJ", 25, 0.3, false, "power cap: energy of an operation that dequantizes and multiplies", "the same card, 8 nm; instruction energies of 10 to 30"},
    // launches
    CoefficientSpec{"kernel_launch_us", "al", Part::gpu, Scope::launch_mode, When::always, Transform::ln, "us", 3.8, 0.5, false, "time of a kernel beyond its traffic at 1.7 GHz, build of mid-2025, device of 2022", "launch latencies of 2 to 6 us; less in graphs, which are recorded once (CUDA graphs, HPU graphs)", {{{"rdu", 0.3}, {"hpu", 2.8}, {"*graph", 2.8}}}},
    CoefficientSpec{"kernel_launch_engine", "al_e", Part::gpu, Scope::engine, When::always, Transform::identity, "ln", 0, 0.7, false, "its deviation by engine", "assumed"},
    CoefficientSpec{"kernel_launch_family", "al_g", Part::gpu, Scope::family, When::always, Transform::identity, "ln", 0, 0.2, false, "its deviation by architecture family", "assumed"},
    CoefficientSpec{"kernel_launch_llamafile", "al_x", Part::gpu, Scope::llamafile_family, When::llamafile, Transform::identity, "ln", 0, 0.5, true, "its deviation of llamafile's kernels on a family", "assumed"},
    CoefficientSpec{"kernel_launch_llamafile_machine", "al_m", Part::gpu, Scope::source_device, When::llamafile, Transform::identity, "ln", 0, 0.2, true, "its deviation of llamafile on one machine: some take 0.5 to 1 ms a layer whatever their card", "assumed"},
    CoefficientSpec{"kernel_launch_llamafile_tu11x", "al_t", Part::gpu, Scope::all, When::llamafile_tu11x, Transform::identity, "ln", 0, 1.0, false, "its deviation of llamafile on Turing chips without tensor cores (GTX 16)", "assumed"},
    CoefficientSpec{"kernel_launch_per_engine_year", "yr", Part::gpu, Scope::engine, When::always, Transform::identity, "ln/year", -0.22, 0.15, false, "its change by year of the engine's build", "release notes: launches were fused every year"},
    CoefficientSpec{"kernel_launch_per_device_year", "dy", Part::gpu, Scope::engine, When::always, Transform::identity, "ln/year", -0.02, 0.02, false, "its change by year of the device", "assumed"},
    CoefficientSpec{"kernel_launch_host_exponent", "hs", Part::gpu, Scope::all, When::always, Transform::identity, "1", 0.4, 0.2, false, "its exponent of the host's slowness", "assumed"},
    CoefficientSpec{"kernel_launch_cores_exponent", "cor", Part::gpu, Scope::all, When::always, Transform::identity, "1", -0.3, 0.3, false, "its exponent of the GPU cores (Apple)", "assumed"},
    CoefficientSpec{"kernel_launch_two_die", "al_u", Part::gpu, Scope::all, When::two_die, Transform::identity, "ln", 0.2, 0.3, false, "its deviation on two-die parts", "assumed"},
    CoefficientSpec{"kernel_ratio_experts", "rmoe", Part::gpu, Scope::engine, When::expert_layers, Transform::ln, "1", 1.105, 0.2, false, "an expert block's kernel against a dense one", "assumed"},
    CoefficientSpec{"kernel_ratio_linear", "rlin", Part::gpu, Scope::engine, When::linear_layers, Transform::ln, "1", 1, 0.2, false, "a linear-attention kernel against a dense one", "assumed"},
    CoefficientSpec{"step_fixed_us", "fx", Part::gpu, Scope::engine, When::always, Transform::ln, "us", 150, 0.8, false, "fixed time of a step: scheduling, sampling", "assumed; Metal command buffers and Python schedulers are slower", {{{"*|metal", 1000}, {"vllm|*", 700}, {"sglang|*", 700}}}},
    CoefficientSpec{"step_fixed_per_device_year", "fxy", Part::gpu, Scope::all, When::discrete, Transform::identity, "ln/year", 0, 0.1, false, "its change, and that of the host time a sequence, by year of the card: hosts are of their cards' age", "assumed"},
    CoefficientSpec{"logits_ns_per_byte", "vh", Part::gpu, Scope::all, When::sampled_on_host, Transform::ln, "ns/byte", 0.15, 0.5, false, "copying and sampling the logits, 4 bytes a vocabulary entry", "host copy at 7 GB/s"},
    CoefficientSpec{"eager_layer_us", "ea", Part::gpu, Scope::engine, When::eager, Transform::ln, "us/layer", 300, 0.6, false, "host time a layer of an engine that launches eagerly", "profiles of PyTorch eager mode: 200 to 700", {{{"transformers|*", 870}, {"tgi|*", 900}}}},
    CoefficientSpec{"eager_checkpoint", "ea_q", Part::gpu, Scope::checkpoint, When::eager, Transform::identity, "ln", 0, 0.3, false, "its deviation by the library that unpacks a quantized checkpoint", "assumed: kernels and Python of each", {{{"16-bit", 0}, {"awq", 0.2}, {"gptq-8", 0.2}, {"gptq", -0.1}, {"int8", 1.0}}}},
    CoefficientSpec{"start_ms", "st", Part::gpu, Scope::all, When::eager, Transform::ln, "ms", 500, 1.5, false, "time before an eager engine's first step, where the rate includes the prompt", "assumed: loading and compiling kernels"},
    CoefficientSpec{"start_engine", "st_e", Part::gpu, Scope::engine, When::eager, Transform::identity, "ln", 0, 1.0, false, "its deviation by engine", "assumed"},
    // KV cache
    CoefficientSpec{"kv_read_efficiency", "kappa", Part::gpu, Scope::backend, When::always, Transform::logit, "1", 0.802, 0.4, false, "share of the bandwidth that reading the KV cache achieves", "assumed"},
    CoefficientSpec{"kv_read_engine", "kv_e", Part::gpu, Scope::engine, When::always, Transform::identity, "logit", 0, 0.25, false, "its deviation by engine", "assumed"},
    CoefficientSpec{"kv_read_family", "kv_g", Part::gpu, Scope::family, When::always, Transform::identity, "logit", 0, 0.25, false, "its deviation by architecture family", "assumed"},
    CoefficientSpec{"kv_read_head_by_head", "kappa_h", Part::gpu, Scope::all, When::head_by_head, Transform::logit, "1", 0.4, 1.0, false, "the same of kernels that read the cache for every query head by itself", "assumed: one block a head and sequence does not fill a device"},
    CoefficientSpec{"kv_wide_heads", "kv_w", Part::gpu, Scope::engine, When::wide_heads, Transform::identity, "ln", 0, 0.15, false, "more time to read the cache of heads of 512 values", "kernels keep 256 values a head in registers; those of CUDA and Metal read wider ones twice", {{{"*|metal", 0.65}, {"*|mlx", 0.65}, {"llama.cpp|cuda", 0.65}, {"ik_llama.cpp|cuda", 0.65}}}},
    CoefficientSpec{"kv_unpack", "kv_q", Part::gpu, Scope::engine, When::quantized_kv, Transform::identity, "ln", 0, 0.15, false, "more time to read a cache that is stored in blocks with scales", "unpacking inside the attention kernel", {{{"*|cuda", 0.25}}}},
    CoefficientSpec{"select_ns", "sel", Part::gpu, Scope::all, When::selects, Transform::ln, "ns", 0.15, 0.8, false, "sparse attention: time of a core to compare one more key of the indexer with the best so far", "assumed: three passes over scores of 4 bytes at 100 GB/s of a core"},
    CoefficientSpec{"kv_copies", "kv_c", Part::gpu, Scope::all, When::copies_cache, Transform::ln, "1", 4.6, 0.5, false, "engines that append to the cache by copying it: further reads of it, times the query heads that share a KV head", "transformers: torch.cat and repeat_kv"},
    CoefficientSpec{"group_imbalance", "imb", Part::gpu, Scope::all, When::attention_groups, Transform::ln, "1", 1.3, 0.25, false, "data-parallel attention: work of the busiest group and of the experts that all wait for, in units of the mean", "assumed: sequences of different lengths and popular experts; TensorRT-LLM's guides tell of half-idle groups without balancing"},
    CoefficientSpec{"kv_passes_exponent", "rho", Part::gpu, Scope::engine, When::other_kernels, Transform::identity, "1", 0.8, 0.25, false, "exponent of the passes: how much of a group's KV is read again", "kernels of each backend", {{{"*|mlx", 0.1}, {"*|metal", 0.3}, {"*|vulkan", 0.3}, {"*|cuda", 0.4}}}},
    CoefficientSpec{"attention_slowdown", "at", Part::gpu, Scope::engine, When::other_kernels, Transform::ln, "1", 8, 0.5, false, "attention arithmetic runs at 1/at of the FP32 peak", "assumed"},
    CoefficientSpec{"attention_latent", "at_l", Part::gpu, Scope::engine, When::latent, Transform::identity, "ln", -0.5, 0.4, false, "its deviation for latent attention, whose heads share one vector and are a matrix product", "assumed"},
    CoefficientSpec{"attention_slowdown_no_flash", "at0", Part::gpu, Scope::engine, When::no_flash_attention, Transform::ln, "1", 80, 0.8, false, "the same without flash attention, on a device of 30 TFLOP/s", "assumed"},
    CoefficientSpec{"attention_no_flash_exponent", "ax", Part::gpu, Scope::engine, When::no_flash_attention, Transform::identity, "1", 0.6, 0.2, false, "its exponent of the FP32 peak", "assumed"},
    CoefficientSpec{"attention_rocwmma", "rw", Part::gpu, Scope::all, When::rocwmma, Transform::ln, "1", 2.72, 0.5, false, "KV time of builds with rocWMMA attention against others", "assumed"},
    CoefficientSpec{"attention_matrix_share", "at_m", Part::gpu, Scope::engine, When::server_kernels, Transform::ln, "1", 0.12, 0.5, false, "share of the FP16 matrix peak that a server's attention reaches in a step", "groups of 4 to 16 query heads fill a tile of 16 to 64 rows in part"},
    CoefficientSpec{"attention_latent_share", "at_ml", Part::gpu, Scope::engine, When::latent_server, Transform::identity, "ln", 1.0, 0.5, false, "its deviation for latent attention, whose 128 heads fill the tiles", "FlashMLA's published rates"},
    // batches
    CoefficientSpec{"batch_matrix_share", "phb", Part::gpu, Scope::engine, When::packed_matrices, Transform::ln, "1", 0.45, 0.3, false, "share of the FP16 matrix peak that a batched step reaches", "assumed"},
    CoefficientSpec{"packed_tile_tokens", "Mp", Part::gpu, Scope::backend, When::packed_matrices, Transform::ln, "tokens", 16, 0.5, false, "tokens that a product of packed weights with more than 8 tokens takes the time of beside its own", "tiles: of 8 columns and more in CUDA's kernels, 32 in Metal's, 64 to 128 in Vulkan's and SYCL's", {{{"cuda", 8}, {"metal", 24}, {"vulkan", 48}, {"sycl", 48}}}},
    CoefficientSpec{"matrix_share", "e", Part::gpu, Scope::matrix_type, When::typed_matrices, Transform::ln, "1", 0.45, 0.3, false, "share of the matrix peak for these operands that a server's large matrix products reach, in steps and prompts", "vendors' GEMM libraries: 0.5 to 0.75 of the dense peak at 16 bits, less for narrower ones", {{{"*|f16", 0.55}, {"*|fp8", 0.47}, {"*|fp4", 0.37}, {"*|w4a16", 0.39}, {"*|w8a16", 0.43}, {"*|int8", 0.4}}}},
    CoefficientSpec{"matrix_engine", "e_e", Part::gpu, Scope::engine, When::typed_matrices, Transform::identity, "ln", 0, 0.2, false, "its deviation by engine", "assumed"},
    CoefficientSpec{"matrix_half_rate", "hr", Part::gpu, Scope::all, When::half_rate, Transform::logit, "1", 0.6, 0.8, false, "cards that sum products in FP32 at half their rate: exponent of the missing 2 that a server's products make up for, whose other limits stay", "share of e, 0.45 to 0.55 of the whole rate, against the 0.8 to 0.9 of the half that GEMM libraries reach on GeForce"},
    CoefficientSpec{"matrix_tile_tokens", "M0", Part::gpu, Scope::all, When::typed_matrices, Transform::ln, "tokens", 30, 0.3, false, "tokens that a matrix product takes the time of beside its own", "tiles of 64 to 128 rows, filled in part; waves of them"},
    CoefficientSpec{"sequence_host_us", "sq", Part::gpu, Scope::program, When::always, Transform::ln, "us", 30, 1.0, false, "host time a sequence of a batch", "assumed", {{{"vllm", 55}, {"tensorrt-llm", 10}, {"deepspeed-mii", 170}, {"sambaflow", 70}, {"lmdeploy", 8}, {"qserve", 8}, {"gpt-fast", 8}, {"optimum-habana", 8}, {"transformers-neuronx", 8}}}},
    CoefficientSpec{"sequence_host_per_year", "sqy", Part::gpu, Scope::all, When::server_batch, Transform::identity, "ln/year", -0.5, 0.2, false, "its change by year of a server's build", "schedulers moved off Python and behind the device's work"},
    CoefficientSpec{"stall_share", "stl", Part::gpu, Scope::engine, When::prompts_beside, Transform::logit, "1", 0.5, 1.0, false, "share of the other streams' prompts that a stream waits for between its tokens", "1 where streams come one after the other and prompts are read alone; half where all come at once; less where steps hold tokens of both"},
    CoefficientSpec{"logits_passes", "vp", Part::gpu, Scope::all, When::server_kernels, Transform::ln, "1", 6, 0.7, false, "times that sampling on the device goes over the logits", "softmax, sort, penalties"},
    // splits over devices
    CoefficientSpec{"layer_hop_us", "hop", Part::gpu, Scope::hop, When::layer_split, Transform::ln, "us", 60, 1.0, false, "layer split, pipeline, RPC: handing the activations to the next device", "links.json latencies plus a synchronization", {{{"*rpc", 5000}}}},
    CoefficientSpec{"all_reduce_latency_us", "ar", Part::gpu, Scope::exchange, When::tensor_split, Transform::ln, "us", 8, 0.8, false, "tensor split: what an engine takes for an all-reduce beside its link, times log2 n", "assumed: a launch and a synchronization", {{{"*|mlx", 100}, {"*|polls", 10}, {"*|sycl", 200}, {"sambaflow*", 3}}}},
    CoefficientSpec{"all_reduce_per_engine_year", "ary", Part::gpu, Scope::all, When::tensor_split_cuda, Transform::identity, "ln/year", -0.3, 0.1, false, "its change by year of a CUDA engine's build", "custom all-reduce kernels took NCCL's place"},
    CoefficientSpec{"all_reduce_listed_share", "lw", Part::gpu, Scope::all, When::tensor_split, Transform::ln, "1", 0.7, 0.4, false, "tensor split: an engine's small all-reduce against the time that is listed for the link", "links.json: measured with launches of their own"},
    CoefficientSpec{"all_reduce_share", "lb", Part::gpu, Scope::backend, When::tensor_split, Transform::logit, "1", 0.45, 0.5, false, "tensor split: share of a fabric's line rate that an all-reduce of a step achieves", "ring all-reduces of some 100 kB", {{{"mlx", 0.8}, {"sycl", 0.3}}}},
    CoefficientSpec{"all_reduce_pcie_more", "lp", Part::gpu, Scope::all, When::tensor_split_pcie, Transform::ln, "1", 0.3, 0.7, false, "tensor split: how much longer its bytes take over PCIe, in units of a fabric of that line rate", "peer-to-peer copies: 13 of 31.5 GB/s"},
    CoefficientSpec{"all_reduce_host_more", "lh", Part::gpu, Scope::all, When::tensor_split_host, Transform::ln, "1", 3, 0.7, false, "tensor split: and how much longer through the memory of a host", "two copies and a synchronization with the host"},
    CoefficientSpec{"row_matmul_us", "rl0", Part::gpu, Scope::backend, When::row_split, Transform::ln, "us", 12, 0.3, false, "row split: synchronization of a matrix multiplication, over the devices' own fabric", "assumed"},
    CoefficientSpec{"row_matmul_per_device_us", "rl1", Part::gpu, Scope::backend, When::row_split, Transform::ln, "us", 3, 0.3, false, "row split: the same for each further device", "assumed"},
    CoefficientSpec{"row_pcie_more", "rp", Part::gpu, Scope::all, When::row_over_pcie, Transform::ln, "1", 2, 0.5, false, "row split: how much longer over PCIe, in units of the way over a fabric", "assumed"},
    CoefficientSpec{"row_host_more", "rh", Part::gpu, Scope::all, When::row_through_host, Transform::ln, "1", 0.7, 0.5, false, "row split: and how much longer through the memory of a host", "assumed"},
    CoefficientSpec{"row_matmul_per_device_year", "rly", Part::gpu, Scope::all, When::row_split, Transform::identity, "ln/year", 0, 0.1, false, "row split: change of both by year of the device: hosts and PCIe are of their cards' age", "assumed"},
    CoefficientSpec{"row_host", "hst", Part::gpu, Scope::row_host, When::row_split, Transform::identity, "ln", 0, 0.2, false, "row split: deviation of one machine", "assumed"},
    CoefficientSpec{"row_sycl_ns_per_byte", "sy", Part::gpu, Scope::all, When::row_split, Transform::ln, "ns/byte", 0.02, 1.0, false, "row split under SYCL: the weights on the other devices cross the link", "50 GB/s"},
    // speculation
    CoefficientSpec{"draft_blocks", "db", Part::gpu, Scope::drafting, When::speculative, Transform::ln, "layers", 1, 0.5, false, "layers of the model that a pass of what drafts reads as much as", "published drafters: one layer, block drafters five; a small model has the bytes of three", {{{"draft*", 3}, {"dflash", 5}, {"dspark", 5}}}},
    CoefficientSpec{"draft_token_ms", "sd", Part::gpu, Scope::drafting, When::speculative, Transform::ln, "ms", 1, 0.7, false, "drafting a token beside those reads", "assumed", {{{"draft*", 8}, {"ngram", 0.1}}}},
    CoefficientSpec{"draft_sequence_ms", "sv", Part::gpu, Scope::drafting, When::speculative, Transform::ln, "ms", 0.05, 1.0, false, "drafting a token, for each sequence", "assumed"},
    CoefficientSpec{"speculation_fixed_ms", "s0", Part::gpu, Scope::drafting, When::speculative, Transform::ln, "ms", 1, 0.7, false, "fixed time of a speculative step", "assumed"},
    CoefficientSpec{"speculation_share", "sp", Part::gpu, Scope::drafting, When::speculative, Transform::logit, "1", 0.982, 0.7, false, "share of the steps that have something to verify", "assumed", {{{"ngram", 0.5}}}},
    CoefficientSpec{"draft_acceptance", "a", Part::gpu, Scope::drafting, When::acceptance_unknown, Transform::logit, "1", 0.5, 1.0, false, "chance that a draft is accepted after those before it were, where a run does not state the share", "bundled runs that state it: medians of their models and prompts", {{{"ngram", 0.35}, {"draft*", 0.8}, {"dflash", 0.6}, {"dspark", 0.7}, {"mtp", 0.8}}}},
    // host processor: CPU runs and what stays on the host
    CoefficientSpec{"host_read_efficiency", "heta", Part::cpu, Scope::host_kind, When::always, Transform::logit, "1", 0.646, 0.5, false, "share of its memory bandwidth that a CPU achieves", "STREAM: 0.6 to 0.8"},
    CoefficientSpec{"host_read_measured", "heta_m", Part::cpu, Scope::all, When::measured_host, Transform::logit, "1", 0.93, 0.5, false, "the same where the bandwidth is a measured read rate", "a read loop has little more to do than the kernels"},
    CoefficientSpec{"host_second_socket", "hsock", Part::cpu, Scope::all, When::always, Transform::logit, "1", 0.45, 0.5, false, "what a second socket leaves of the sum of both", "assumed: half of the reads are remote"},
    CoefficientSpec{"host_thread_gb_per_s", "hthr", Part::cpu, Scope::all, When::always, Transform::ln, "GB/s", 11, 0.3, false, "bandwidth that one thread draws", "line-fill buffers over latency"},
    CoefficientSpec{"host_ops_per_weight", "hc", Part::cpu, Scope::storage_class, When::always, Transform::ln, "1", 4, 0.5, false, "operations of the FP32 peak a weight", "instruction counts", {{{"kt", 14}, {"iq1*", 8}, {"iq2*", 8}, {"iq3*", 8}}}},
    CoefficientSpec{"host_ops_ik", "hik", Part::cpu, Scope::all, When::always, Transform::ln, "1", 0.66, 0.3, false, "the same in ik_llama.cpp against llama.cpp", "published comparisons"},
    CoefficientSpec{"host_missing_vectors", "hisa", Part::cpu, Scope::instruction_set, When::always, Transform::identity, "ln", 0, 0.6, false, "more operations where vector instructions are missing", "instruction widths", {{{"none", 1.5}, {"sse", 1.5}, {"a72", 0.8}}}},
    CoefficientSpec{"host_layer_us", "ha", Part::cpu, Scope::all, When::always, Transform::ln, "us/layer", 45, 0.5, false, "synchronization of 8 threads in a layer", "assumed"},
    CoefficientSpec{"host_threads_exponent", "hT", Part::cpu, Scope::all, When::always, Transform::identity, "1", 0.9, 0.25, false, "its exponent of the threads", "assumed"},
    CoefficientSpec{"host_threads_saturation", "hTc", Part::cpu, Scope::all, When::always, Transform::ln, "threads", 80, 0.4, false, "threads from which on a barrier takes no longer", "barriers of 64 to 128 threads of bundled runs"},
    CoefficientSpec{"host_expert_layer", "hm", Part::cpu, Scope::all, When::always, Transform::ln, "1", 2.01, 0.4, false, "the same for an expert layer", "assumed"},
    CoefficientSpec{"host_attention_slowdown", "hat", Part::cpu, Scope::all, When::always, Transform::ln, "1", 4, 0.7, false, "attention runs at 1/hat of the CPU's FP32 peak", "assumed"},
    CoefficientSpec{"host_attention_latent", "hmla", Part::cpu, Scope::all, When::always, Transform::ln, "1", 0.55, 0.4, false, "its factor for latent attention: a matrix product", "assumed"},
    CoefficientSpec{"host_flash_attention", "hfa", Part::cpu, Scope::all, When::always, Transform::ln, "1", 4.48, 0.8, false, "attention time of llama.cpp's flash attention on a CPU against without", "assumed"},
    CoefficientSpec{"host_crossing_us", "hx", Part::cpu, Scope::all, When::always, Transform::ln, "us/layer", 100, 0.8, false, "an expert layer on the host: there and back", "two copies and a synchronization"},
    CoefficientSpec{"host_effect", "u_cpu", Part::cpu, Scope::host, When::always, Transform::identity, "ln", 0, 0.15, false, "deviation of one host", "assumed"},
    // prefill
    CoefficientSpec{"prefill_matrix_share", "pa", Part::prefill, Scope::backend, When::packed_matrices, Transform::ln, "1", 0.85, 0.4, false, "share of the matrix peak", "assumed", {{{"rocm", 0.45}, {"vulkan", 0.45}, {"sycl", 0.3}}}},
    CoefficientSpec{"prefill_vendor", "pa_v", Part::prefill, Scope::driver, When::packed_matrices, Transform::identity, "ln", 0, 0.4, false, "its deviation by vendor", "assumed"},
    CoefficientSpec{"prefill_generation", "pa_g", Part::prefill, Scope::generation, When::packed_matrices, Transform::identity, "ln", 0, 0.4, false, "its deviation by generation", "assumed"},
    CoefficientSpec{"prefill_engine", "pa_e", Part::prefill, Scope::engine, When::packed_matrices, Transform::identity, "ln", 0, 0.3, false, "its deviation by engine", "assumed"},
    CoefficientSpec{"prefill_vector_products", "pa_vec", Part::prefill, Scope::all, When::vector_products, Transform::identity, "ln", 0, 0.5, false, "its deviation on vector units, of whose FP32 peak it is then the share", "assumed"},
    CoefficientSpec{"prefill_per_engine_year", "pyr", Part::prefill, Scope::generation, When::packed_matrices, Transform::identity, "ln/year", 0.15, 0.2, false, "its change by year of the engine's build", "assumed"},
    CoefficientSpec{"prefill_dequant_rate", "pb", Part::prefill, Scope::backend, When::packed_products, Transform::ln, "FP32 peak", 4.5, 0.4, false, "second pipe: scales and dequantization", "A100 and consumer Ampere, Q4_0", {{{"rocm", 2}}}},
    CoefficientSpec{"prefill_dequant_type", "pb_q", Part::prefill, Scope::prefill_kernel, When::packed_products, Transform::identity, "ln", 0, 0.4, false, "its deviation by storage class", "assumed"},
    CoefficientSpec{"prefill_power_exponent", "ppw", Part::prefill, Scope::all, When::packed_matrices, Transform::identity, "1", 0.3, 0.3, false, "exponent of the power shortage", "assumed"},
    CoefficientSpec{"prefill_attention_share", "pat", Part::prefill, Scope::engine, When::packed_matrices, Transform::logit, "1", 0.378, 1.0, false, "rate of a prompt's attention against that of its matrices, or on vector units against their FP32 peak", "assumed"},
    CoefficientSpec{"prefill_attention_per_year", "pat_yr", Part::prefill, Scope::engine, When::vector_attention, Transform::identity, "ln/year", 0.15, 0.2, false, "its change by year of the engine's build, on vector units", "as the matrices'"},
    CoefficientSpec{"prefill_attention_driver", "pat_v", Part::prefill, Scope::driver, When::vulkan_prompts, Transform::identity, "ln", 0, 0.4, false, "its deviation by the vendor's Vulkan driver", "assumed"},
    CoefficientSpec{"prefill_read_experts", "pre", Part::prefill, Scope::backend, When::expert_layers, Transform::logit, "1", 0.5, 0.7, false, "share of the bandwidth at which a prompt reads experts' matrices", "assumed: of whose rows each has few tokens"},
    CoefficientSpec{"prefill_layer_us", "pal", Part::prefill, Scope::backend, When::always, Transform::ln, "us/layer", 60, 0.7, false, "launches", "assumed"},
    CoefficientSpec{"prefill_state", "pst", Part::prefill, Scope::engine, When::linear_layers, Transform::ln, "FLOP/B", 40, 0.7, false, "operations of the FP32 peak for a byte of a linear layer's state and a token of a prompt", "some 8 products for the 8 bytes that are read and written; token by token, or in chunks on the matrix units (servers)", {{{"vllm|*", 5}, {"sglang|*", 5}, {"tensorrt*", 5}, {"atom|*", 5}}}},
    CoefficientSpec{"prefill_fixed_us", "pfx", Part::prefill, Scope::engine, When::always, Transform::ln, "us", 1000, 1.0, false, "fixed time of a micro-batch", "assumed"},
    CoefficientSpec{"prefill_activation_bytes", "pab", Part::prefill, Scope::engine, When::always, Transform::ln, "B", 100, 0.5, false, "bytes that a prompt moves between its products, a token, layer and value of the model's width", "some 40 values of 4 bytes in ggml's graphs, of 2 in servers'; more where a module is a kernel for each operation", {{{"transformers|*", 200}, {"vllm|*", 60}, {"sglang|*", 60}, {"tensorrt-llm|*", 60}}}},
    CoefficientSpec{"prefill_attention_peak", "pat_m", Part::prefill, Scope::engine, When::typed_matrices, Transform::ln, "1", 0.42, 0.4, false, "share of the FP16 matrix peak that the attention of a server's prompt reaches", "FlashAttention-2 and 3: 0.4 to 0.7 of the dense peak"},
    CoefficientSpec{"prefill_rocwmma", "prw", Part::prefill, Scope::all, When::rocwmma, Transform::ln, "1", 3, 0.5, false, "time of a prompt's attention with rocWMMA's kernels against without", "builds of 2025 on one chip"},
    CoefficientSpec{"prefill_expert_padding", "pad", Part::prefill, Scope::backend, When::packed_matrices, Transform::ln, "tokens", 20, 1.0, false, "expert matrices: padding of a group to a tile", "tile widths of 16 to 128"},
    CoefficientSpec{"prefill_all_reduce_share", "lbp", Part::prefill, Scope::backend, When::tensor_split, Transform::logit, "1", 0.6, 0.5, false, "tensor split: the same of a prompt's all-reduces, megabytes each", "ring all-reduces of large messages", {{{"mlx", 0.8}}}},
    CoefficientSpec{"prefill_all_reduce_pcie_more", "lpp", Part::prefill, Scope::all, When::tensor_split_pcie, Transform::ln, "1", 0.3, 0.7, false, "tensor split: how much longer a prompt's bytes take over PCIe", "peer-to-peer copies of megabytes: 0.8 of the line rate"},
    CoefficientSpec{"prefill_all_reduce_host_more", "lhp", Part::prefill, Scope::all, When::tensor_split_host, Transform::ln, "1", 1, 0.7, false, "tensor split: and how much longer through the memory of a host", "every byte is copied twice"},
    CoefficientSpec{"prefill_serial_share", "ps", Part::prefill, Scope::all, When::layer_split, Transform::logit, "1", 0.2, 0.5, false, "layer split: share of a prompt's time in which the devices do not work at the same time", "xiongjiedai's cards, 1 against 4, 6 and 8 of them: 2.8, 3.1 and 3.2 times as fast"},
    CoefficientSpec{"prefill_draft_blocks", "pdb", Part::prefill, Scope::drafting, When::speculative, Transform::ln, "layers", 1, 0.7, false, "layers of the model that a prompt's way through what drafts costs", "published drafters: one layer, block drafters five; a small model has the bytes of three", {{{"draft*", 3}, {"dflash", 5}, {"dspark", 5}}}},
    CoefficientSpec{"row_prefill_share", "rpf", Part::prefill, Scope::all, When::row_split, Transform::logit, "1", 0.25, 0.7, false, "row split: share of the rate of slot and link at which a prompt's activations are exchanged at every matrix", "assumed"},
    CoefficientSpec{"row_prefill_host", "rph", Part::prefill, Scope::row_host, When::row_split, Transform::identity, "ln", 0, 0.4, false, "row split: deviation of one machine's exchange", "assumed: NUMA nodes, switches"},
    // prefill on the host
    CoefficientSpec{"host_prefill_ops", "hp", Part::host_prefill, Scope::storage_class, When::always, Transform::ln, "1", 2.5, 0.5, false, "prefill on the host: operations of its FP32 peak a multiply-add", "2 at the FP32 peak; integer dot products less, unpacking more", {{{"iq*", 6}}}},
    CoefficientSpec{"host_prefill_ik", "hp_ik", Part::host_prefill, Scope::storage_class, When::ik_llama, Transform::ln, "1", 0.5, 0.4, false, "the same in ik_llama.cpp against llama.cpp", "published comparisons"},
    CoefficientSpec{"host_prefill_experts", "hp_m", Part::host_prefill, Scope::program, When::expert_layers, Transform::ln, "1", 1.5, 0.4, false, "its factor with expert matrices: few tokens each, whose rows are gathered first", "assumed", {{{"ik_llama.cpp", 1.1}}}},
    CoefficientSpec{"host_prefill_threads", "hp_n", Part::host_prefill, Scope::all, When::always, Transform::ln, "threads", 80, 0.5, false, "threads that wait for one another as long as they multiply", "published series of threads"},
    CoefficientSpec{"host_prefill_attention", "hpat", Part::host_prefill, Scope::program, When::cpu_alone, Transform::ln, "1", 3, 0.7, false, "prefill attention on the host runs at 1/hpat of its FP32 peak", "published comparisons of the two", {{{"ik_llama.cpp", 1}}}},
    CoefficientSpec{"host_prefill_flash", "hpat_f", Part::host_prefill, Scope::all, When::cpu_flash, Transform::ln, "1", 2.5, 0.5, false, "its factor with llama.cpp's flash attention, which computes row by row", "runs with it on and off, of one source"},
    CoefficientSpec{"host_prefill_state", "hp_s", Part::host_prefill, Scope::program, When::linear_layers, Transform::ln, "FLOP/B", 40, 0.7, false, "prompts on the host: operations of its FP32 peak for a byte of a linear layer's state and a token", "some 8 products for the 8 bytes that are read and written, token by token"},
    CoefficientSpec{"host_prefill_effect", "u_hp", Part::host_prefill, Scope::host, When::always, Transform::identity, "ln", 0, 0.4, true, "its deviation on one host: threads, NUMA, clocks under load", "assumed"},
    CoefficientSpec{"host_copy_gb_per_s", "hcp", Part::host_prefill, Scope::generation, When::offloaded, Transform::ln, "GB/s", 20, 0.3, false, "copying the host's weights to a card for a prompt", "PCIe 4.0 and 5.0 x16", {{{"*Blackwell", 40}}}},
    // effects: zero mean, added to ln t; their widths are estimated from the runs
    CoefficientSpec{"device_effect", "u_dev", Part::effect, Scope::device, When::always, Transform::identity, "ln", 0, 0.05, false, "a device", "width estimated"},
    CoefficientSpec{"device_engine_effect", "u_db", Part::effect, Scope::device_engine, When::always, Transform::identity, "ln", 0, 0.04, true, "a device under one engine", "assumed"},
    CoefficientSpec{"source_effect_discrete", "s_se", Part::effect, Scope::source_engine, When::discrete, Transform::identity, "ln", 0, 0.12, false, "a source with one engine, discrete cards", "width estimated"},
    CoefficientSpec{"source_effect_unified", "s_su", Part::effect, Scope::source_engine, When::unified, Transform::identity, "ln", 0, 0.03, false, "the same on unified memory, where a source often is one machine", "width estimated"},
    CoefficientSpec{"source_device_effect", "s_ds", Part::effect, Scope::source_device, When::always, Transform::identity, "ln", 0, 0.06, true, "one machine of one source: throttled, mislabelled, another build", "assumed"},
    CoefficientSpec{"fanless_effect", "s_fl", Part::effect, Scope::source_device, When::fanless, Transform::identity, "ln", 0, 0.5, true, "one fanless machine: it throttles under a lasting load, by how long that lasts", "assumed: clocks fall to a half"},
    CoefficientSpec{"model_family_effect", "fam", Part::effect, Scope::model_family, When::always, Transform::identity, "ln", 0, 0.04, false, "a model family under one engine", "width estimated"},
    // of the owner's own machine, where runs of it were given (calibrate)
    CoefficientSpec{"own_model_effect", "u_own", Part::effect, Scope::machine_model, When::own_machine, Transform::identity, "ln", 0, 0.05, false, "a model on one's own machine: its shape suits the kernels there more or less", "devices left out: median difference of two dense models on one machine (evaluate --leave-out device --rows), 0.052"},
    CoefficientSpec{"own_mixture_effect", "u_omx", Part::effect, Scope::machine_model, When::own_mixture, Transform::identity, "ln", 0, 0.08, false, "the same of a mixture of experts, beyond that", "devices left out: the same of two mixtures, 0.076"},
};
// clang-format on
inline constexpr std::size_t kCoefficientCount = kCoefficients.size();

/// Position of `name` in the table. A name that is missing from it does not compile.
constexpr std::size_t position(std::string_view name) {
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    if (kCoefficients[i].name == name) {
      return i;
    }
  }
  throw "no such coefficient in kCoefficients";
}

consteval bool names_are_unique() {
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    for (std::size_t j = i + 1; j < kCoefficientCount; ++j) {
      if (kCoefficients[i].name == kCoefficients[j].name) {
        return false;
      }
    }
  }
  return true;
}
static_assert(names_are_unique());

template <class T>
T sigmoid(const T& x) {
  using std::exp;
  return 1.0 / (1.0 + exp(-x));
}

/// Value of a parameter, and the parameter of a value.
template <class T>
T value_of(Transform transform, const T& parameter) {
  using std::exp;
  switch (transform) {
    case Transform::ln: return exp(parameter);
    case Transform::logit: return sigmoid(parameter);
    case Transform::identity: break;
  }
  return parameter;
}
inline double parameter_of(Transform transform, double value) {
  switch (transform) {
    case Transform::ln: return std::log(value);
    case Transform::logit: return std::log(value / (1 - value));
    case Transform::identity: break;
  }
  return value;
}

/// Prior mean of the parameter for one label.
double prior_parameter(const CoefficientSpec& spec, std::string_view label);

/// The coefficients that apply to one step: raw parameters in table order, read by name.
template <class T>
class Coefficients {
 public:
  Coefficients() { parameters.fill(T(0.0)); }

  /// The value, in the table's unit.
  template <CoefficientName name>
  [[nodiscard]] T get() const {
    constexpr std::size_t i = position(name.view());
    return value_of(kCoefficients[i].transform, parameters[i]);
  }

  /// The parameter before its transform, to add deviations to.
  template <CoefficientName name>
  [[nodiscard]] const T& raw() const {
    constexpr std::size_t i = position(name.view());
    return parameters[i];
  }

  std::array<T, kCoefficientCount> parameters;
};

}  // namespace tokroof::model
