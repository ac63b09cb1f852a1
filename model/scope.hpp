#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tokroof::model {

/// Which steps share one value of a coefficient. The label of a step in a scope says which value is its own:
/// two steps with the same label share it.
enum class Scope : std::size_t {
  all,               ///< every step
  backend,           ///< cuda
  engine,            ///< llama.cpp|cuda
  program,           ///< llama.cpp: an engine under any backend
  driver,            ///< vulkan|amd or vulkan|amd|amdvlk: a driver under a backend, by vendor
  family,            ///< cuda|nvidia/Ampere: an architecture family under a backend
  generation,        ///< cuda|Ampere
  launch_mode,       ///< cuda|graph or cuda
  storage_class,     ///< q4_k: storage type of the bulk of the weights
  kernel,            ///< q4_k@llama.cpp|cuda@dense
  prefill_kernel,    ///< cuda|k
  llamafile_family,  ///< Ampere, for llamafile only
  matrix_type,       ///< Hopper|fp8: what the matrix units of an architecture multiply
  checkpoint,        ///< awq, gptq-8, nf4, ...: how a checkpoint is quantized
  hop,               ///< llama.cpp|cuda or llama.cpp|cuda|rpc
  exchange,          ///< vllm|cuda, mlx|mlx or mlx|mlx|polls: what all-reduces wait for
  row_host,          ///< source|device|link: one machine with a row split
  drafting,          ///< mtp, ngram, draft...
  instruction_set,   ///< what a CPU's kernels lack: -, none, sse, a72
  host_kind,  ///< whose memory a CPU reads: cpu (its own), apu (a large GPU's too), soc (a phone or small board)
  host,       ///< a host processor
  device,     ///< rtx-4090
  device_engine,  ///< rtx-4090|llama.cpp|cuda
  source_engine,  ///< xiongjiedai|llama.cpp|cuda
  source_device,  ///< one machine of one source
  machine_model,  ///< one model on one machine of one source
  model_family,   ///< qwen3@llama.cpp|cuda
  count_
};
inline constexpr std::size_t kScopeCount = static_cast<std::size_t>(Scope::count_);

inline constexpr std::array<std::string_view, kScopeCount> kScopeNames{"all",
                                                                       "backend",
                                                                       "engine",
                                                                       "program",
                                                                       "driver",
                                                                       "family",
                                                                       "generation",
                                                                       "launch_mode",
                                                                       "storage_class",
                                                                       "kernel",
                                                                       "prefill_kernel",
                                                                       "llamafile_family",
                                                                       "matrix_type",
                                                                       "checkpoint",
                                                                       "hop",
                                                                       "exchange",
                                                                       "row_host",
                                                                       "drafting",
                                                                       "instruction_set",
                                                                       "host_kind",
                                                                       "host",
                                                                       "device",
                                                                       "device_engine",
                                                                       "source_engine",
                                                                       "source_device",
                                                                       "machine_model",
                                                                       "model_family"};

constexpr std::size_t index(Scope scope) { return static_cast<std::size_t>(scope); }

/// The label of one step in every scope.
struct Labels {
  std::array<std::string, kScopeCount> text;
  std::string& operator[](Scope scope) { return text[index(scope)]; }
  const std::string& operator[](Scope scope) const { return text[index(scope)]; }
};

/// A machine that no source publishes: the asker's.
inline bool is_own_machine(const Labels& labels) { return labels[Scope::source_device].starts_with('|'); }

}  // namespace tokroof::model
