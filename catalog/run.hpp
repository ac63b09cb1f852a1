#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/said.hpp"
#include "model/device.hpp"
#include "model/drafting.hpp"
#include "model/split.hpp"

namespace tokroof::catalog {

/// Of whom a decode rate is.
enum class StatedRate : unsigned char { unsaid, stream, aggregate };
inline constexpr std::array<std::string_view, 3> kRateNames{"", "stream", "aggregate"};
constexpr std::string_view rate_name(StatedRate rate) { return kRateNames[static_cast<std::size_t>(rate)]; }
std::optional<StatedRate> rate_named(std::string_view name);

template <>
struct WordOf<model::Split> {
  static std::optional<model::Split> named(std::string_view word);
  static std::string name(model::Split split) { return std::string(model::split_name(split)); }
};

/// "eagle3" is EAGLE, too.
template <>
struct WordOf<model::Drafting> {
  static std::optional<model::Drafting> named(std::string_view word);
  static std::string name(model::Drafting drafting) { return std::string(model::drafting_name(drafting)); }
};

/// Written as "1" and "0", read as programs write it too: on, off, true, false, ...
template <>
struct WordOf<bool> {
  static std::optional<bool> named(std::string_view word);
  static std::string name(bool on) { return on ? "1" : "0"; }
};

/// Where a run says that its weights are.
struct StatedPlacement {
  enum Where : unsigned char { devices, host, experts_on_host, part_on_host };
  Where where = devices;
  double first_block = 0;  ///< experts on the host: of the blocks from this one on
  double left_on_devices =
      0;  ///< experts on the host: but for those of so many blocks, the last that have any

  StatedPlacement(Where stated, double from = 0, double left = 0)  // NOLINT(google-explicit-constructor)
      : where(stated), first_block(from), left_on_devices(left) {}
  friend bool operator==(const StatedPlacement&, const StatedPlacement&) = default;
};

/// "gpu", "cpu", "partial", "experts=cpu", "experts=cpu:N-", "expert-layers-gpu=K".
template <>
struct WordOf<StatedPlacement> {
  static std::optional<StatedPlacement> named(std::string_view word);
  static std::string name(const StatedPlacement& placement);
};

/// What is seldom said of a machine. Empty, unknown: not said.
struct MachineDetails {
  std::string tensor_split;                  ///< shares of the cards in their order: "3,1"
  std::string override_tensor;               ///< llama.cpp's PATTERN=BUFFER,...
  double n_cpu_moe = model::kUnknown;        ///< experts of the first so many blocks are on the host
  double host_channels = model::kUnknown;    ///< populated, of one socket
  double host_memory_mts = model::kUnknown;  ///< transfers of a channel [10^6/s]
  double host_sockets = model::kUnknown;
  double host_memory_gib = model::kUnknown;
  double gpu_memory_gib = model::kUnknown;          ///< of unified memory, what the GPU may use
  std::string os;                                   ///< linux, windows
  double gpu_memory_utilization = model::kUnknown;  ///< share of the memory that a server takes
  double max_model_len = model::kUnknown;           ///< tokens of a sequence for which there must be room
  double max_num_seqs = model::kUnknown;            ///< sequences that a server runs at once
  std::string storage;                              ///< drive that the weights are mapped from
  double decode_threads =
      model::kUnknown;  ///< where `threads` is open; 0: as many as decode fastest; unknown: all cores
  bool spill = false;   ///< what the devices do not hold stays in the host's memory
};

/// One row of a runs table (datasets/SCHEMA.md): a configuration and up to two measured rates, as published.
/// Text is as in the table, empty = not known; numbers are kUnknown where the cell is empty.
struct Run {
  std::string table;  ///< file name without folder and extension
  int line = 0;       ///< in that file, the header being line 1
  std::string source, url, date;
  std::string engine, engine_version, engine_date, backend;
  std::string build;   ///< of the engine, where its kernels differ: rocwmma, sycl-f16, ...
  std::string device;  ///< slug, unequal sets joined by '+'
  double n_devices = model::kUnknown, replicas = model::kUnknown;
  Said<model::Split> split;
  std::string interconnect, host, host_device;
  std::string network;                       ///< between machines: as `interconnect`
  double machine_devices = model::kUnknown;  ///< that a machine holds; unknown: all, or what the fabric joins
  double pipeline_parallel = model::kUnknown, data_parallel_attention = model::kUnknown;  ///< model::Parallel
  bool expert_parallel = false;
  std::string model, quant;
  double size_gib = model::kUnknown, params_b = model::kUnknown, n_gpu_layers = model::kUnknown;
  Said<StatedPlacement> placement;
  double threads = model::kUnknown;
  Said<bool> flash_attention;
  Said<bool> eager;  ///< whether the host launches every kernel (--enforce-eager)
  std::string kv_type;
  double n_prompt = model::kUnknown, n_gen = model::kUnknown, depth = model::kUnknown,
         pp_depth = model::kUnknown, concurrency = model::kUnknown;
  double micro_batch = model::kUnknown;  ///< prompt tokens processed at once (n_ubatch)
  Said<model::Drafting> speculative;
  double spec_tokens = model::kUnknown, acceptance = model::kUnknown;
  StatedRate rate = StatedRate::unsaid;
  bool includes_prefill = false;
  std::string prompt_kind;
  double pp_tps = model::kUnknown, tg_tps = model::kUnknown, tg_std = model::kUnknown,
         power_w = model::kUnknown;
  std::string quality, notes;
  MachineDetails details;
};

inline void add_note(Run& run, std::string_view note) {
  run.notes += run.notes.empty() ? "" : "; ";
  run.notes += note;
}

/// A rate of one stream, or of all streams together, prompts included.
inline void set_one_stream(Run& run) {
  run.concurrency = 1;
  run.rate = StatedRate::stream;
}
inline void set_all_streams(Run& run) {
  run.rate = StatedRate::aggregate;
  run.includes_prefill = true;
}

/// Whether it says how the model is spread over several devices.
inline bool states_split(const Run& run) { return !run.split.empty() && run.split != model::Split::none; }

/// Whether it drafts tokens.
inline bool drafts(const Run& run) {
  return !run.speculative.empty() && run.speculative != model::Drafting::none;
}

/// A decode rate of exactly 1000 tok/s: published by an instrument that can show no more.
inline bool saturated_reading(double tg_tps) { return tg_tps == 1000; }
inline bool saturated_reading(const Run& run) { return saturated_reading(run.tg_tps); }

}  // namespace tokroof::catalog
