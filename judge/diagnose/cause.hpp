#pragma once
#include <array>
#include <string_view>

namespace tokroof::judge {

/// Why a published decode rate is what it is. The names are part of the contract.
enum class Cause {
  ok,               ///< as stated
  cpu,              ///< ran on the CPU
  partial_offload,  ///< m of L layers on the device
  experts_cpu,      ///< experts on the host
  spill,            ///< weights over the bus
  swap,             ///< memory is short: weights are read from a drive
  slow_link,        ///< the devices talk over a slower link
  split,            ///< the devices share the model in another way: by rows
  quant,            ///< another storage type
  power,            ///< power cap or throttling
  depth,            ///< more context than stated
  aggregate,        ///< all streams reported as one, or the reverse
  prefill,          ///< prompt rate given as decode
  speculative,      ///< drafting that is not mentioned
  devices,          ///< made on fewer or other devices than stated
  one_device,       ///< the stated devices are there, one did the work
  wrong_device,     ///< another variant of the device
  kv_type,          ///< the cache was stored in another type
  attention,        ///< attention without its fast kernel
  old_build,        ///< an engine of years ago
  eager,            ///< a server without graphs: its host launches every kernel
  chunks,           ///< pieces of the streamed text counted as tokens
  wall_clock,       ///< the time of the prompt, or of loading or queueing, is in the rate
  slow_memory,      ///< the host's memory has fewer channels or a lower rate than specified
  threads,          ///< the processor ran with too few threads, or too many
  slow_host,        ///< the host's thread that launches the kernels is a slow one
  slow_kernels,     ///< the engine has no fast kernels for such weights on such a chip
  unexplained
};

inline constexpr std::array<std::string_view, 28> kCauseNames{
    "ok",      "cpu",        "partial-offload", "experts-cpu", "spill",     "swap",         "slow-link",
    "split",   "quant",      "power",           "depth",       "aggregate", "prefill",      "speculative",
    "devices", "one-device", "wrong-device",    "kv-type",     "attention", "old-build",    "eager",
    "chunks",  "wall-clock", "slow-memory",     "threads",     "slow-host", "slow-kernels", "unexplained"};
inline constexpr std::size_t kCauses = kCauseNames.size();

constexpr std::size_t index_of(Cause cause) { return static_cast<std::size_t>(cause); }
constexpr std::string_view cause_name(Cause cause) { return kCauseNames[index_of(cause)]; }

/// What was stated is not what was measured: a fresh run with the stated options gives the rate of `ok`.
constexpr bool is_misreport(Cause cause) {
  return cause == Cause::aggregate || cause == Cause::prefill || cause == Cause::depth ||
         cause == Cause::speculative || cause == Cause::chunks || cause == Cause::wall_clock;
}

/// A number for each cause.
template <class T>
using ByCause = std::array<T, kCauses>;

}  // namespace tokroof::judge
