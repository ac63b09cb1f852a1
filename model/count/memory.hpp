#pragma once
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// What has no room. Less than a byte is rounding: a paged cache takes all that there is.
inline double missing_bytes(double needed_bytes, double available_bytes) {
  const double rounding = std::fmax(1, 1e-12 * needed_bytes);
  return needed_bytes - available_bytes >= rounding ? needed_bytes - available_bytes : 0;
}

/// One card of a set that is not split evenly.
struct DeviceNeed {
  std::string name;
  double needed_bytes = 0;
  double available_bytes = 0;

  [[nodiscard]] double missing_bytes() const {
    return tokroof::model::missing_bytes(needed_bytes, available_bytes);
  }
};

/// What must be in memory, and where. Sizes of devices are GiB (2^30 bytes), as sold.
///
///   device  weights kept there + KV of all sequences at the longest context x copies + state + overhead
///   host    the rest of the weights, and the KV of layers kept there. Its copy of llama.cpp's looked-up tables (an untied
///           token_embd), which no card holds, counts only beside such a rest: else nothing asks for a host
///
///   overhead   compute buffers and the driver's context: 0.4 GiB a device plus 4 bytes x micro-batch x
///              (d_model + d_ff + vocabulary) for llama.cpp's graph                                  [B]
///   available  n x memory x the share of it that programs can have (datasets/memory.json); of unified memory what was
///              stated, else all but 8 GiB (at most a quarter), which the system keeps; at most what a server was told
///              to take
///   reserved   a stated length of a sequence (--max-model-len, -c): llama.cpp reserves it for each, servers that page
///              their cache need room for one
///
/// Cards that differ, or whose shares do, each hold their share of weights and cache, and each must have room for it.
/// Source: compute-buffer sizes that llama.cpp prints. Apple's and AMD's defaults let a GPU use 75 % of unified
/// memory; both can be raised, and published runs do so, hence the smaller reserve here (usual_gpu_memory_bytes()).
struct MemoryNeed {
  double weights_bytes = 0;
  double kv_bytes = 0;
  double overhead_bytes = 0;
  double host_bytes = 0;            ///< weights and KV on the host
  double table_bytes = 0;           ///< of the file, looked-up tables that no card holds
  double available_bytes = 0;       ///< on the devices of one replica
  double host_available_bytes = 0;  ///< infinite: not known
  std::vector<DeviceNeed> devices;  ///< each card, where they do not hold alike; else empty
  /// Whole layers of each card, where layers differ (card_layers.hpp) and the split that the engine makes by itself (as many
  /// each, unequal cards by their memory) is too much for one of them; empty: that split, or a stated one.
  std::vector<double> card_layers{};
  double spilled_bytes = 0;  ///< beyond the devices' memory, and read over the link
  double stored_bytes = 0;   ///< beyond the host's memory, and read from storage
  [[nodiscard]] double needed_bytes() const { return weights_bytes + kv_bytes + overhead_bytes; }
  [[nodiscard]] bool fits_devices() const;
  [[nodiscard]] bool fits_host() const { return missing_bytes(host_bytes, host_available_bytes) == 0; }
  [[nodiscard]] bool fits() const { return fits_devices() && fits_host(); }
};
/// `expert_shares`: expert_shares() of the model where they were counted before; empty: they are counted where they are needed.
MemoryNeed memory_need(const Scenario& s, const Step& step, std::span<const double> expert_shares = {});

/// What the cards of a set (MemoryNeed::devices) share, and of each of them the room for it.
double shared_bytes(const MemoryNeed& need);
std::vector<double> rooms_bytes(const MemoryNeed& need);
/// Of each of them, the largest share of the model that it has room for.
std::vector<double> largest_shares(const MemoryNeed& need);

/// The same for any context, but for cards that differ: what a sequence holds is KvCache::held_bytes at the longest.
struct MemoryLaw {
  MemoryNeed fixed;  ///< without the cache
  double sequences = 1;
  double copies = 1;          ///< of a sequence's cache, as in FlightLaw
  double state_bytes = 0;     ///< of all sequences
  double host_share = 0;      ///< of the layers
  double reserved_bytes = 0;  ///< of a sequence as long as there must be room for
  bool pages = false;         ///< for one of them; else for each

  [[nodiscard]] MemoryNeed at(double held_bytes) const;
  /// The same in place, for a copy of `fixed` that is used again.
  void put(double held_bytes, MemoryNeed& need) const;
};
MemoryLaw memory_law(const Scenario& s, const Step& step);

/// Sequences of a replica that are in memory at once, of `asked`. Engines with a paged cache (vLLM and its like) take as
/// many as their cache holds, the others wait for their turn; llama.cpp reserves all of it before it starts.
///
///     (u n M - weights - buffers)/(KV at the longest context x copies + state), at least 1; as many as the host has room
///     for, too, of the cache of layers that are there
///
///   u      server_share(), at most what programs can have; a stated limit on sequences (--max-num-seqs) bounds the result  [1]
///   copies  of a sequence's cache: devices beyond its KV heads hold some, all of a tensor split hold a latent one   [1]
double sequences_in_flight(const Scenario& s, const Step& step, double asked);

/// Share of the memory that an engine takes: what it was told (--gpu-memory-utilization, --mem-fraction-static), else 0.9,
/// the default of vLLM; SGLang and TensorRT-LLM are near it. All of it for engines without such an option.
double server_share(const Scenario& s);

/// The same for any context: a sequence holds KvCache::held_bytes at the longest.
struct FlightLaw {
  double asked = 1;
  double copies = 1;
  double state_bytes = 0;                                       ///< of a sequence
  double room_bytes = std::numeric_limits<double>::infinity();  ///< infinite: all are taken
  double host_share = 0;                                        ///< of the layers
  double host_room_bytes = std::numeric_limits<double>::infinity();

  [[nodiscard]] double at(double held_bytes) const;
};
FlightLaw flight_law(const Scenario& s, const Step& step, double asked);

/// Lets what is beyond the devices' memory spill to the host (Scenario::spill), and what is beyond the host's stream
/// from storage where a drive is named. Sets the shares in `step` and the bytes in `need`; true: it can run.
bool place_beyond_memory(const Scenario& s, MemoryNeed& need, Step& step);

/// What a GPU may use of unified memory by the system's default: macOS 2/3 up to 36 GiB, 3/4 beyond; a GTT of half of
/// the memory under Linux on AMD's; three quarters of Strix Halo's, its firmware's largest share. Infinite: no such limit.
double usual_gpu_memory_bytes(const Device& device);

/// What is left of unified memory beside a reserve of the system: all but 8 GiB, at least three quarters.
double free_unified_bytes(double installed_bytes);

/// The same of a host that runs layers or experts itself: all but 4 GiB, at least seven eighths.
double free_host_bytes(double installed_bytes);

/// The inverse: what must be installed for so much to be free.
double installed_host_bytes(double free_bytes);

/// What is needed and what is there, in a unit: with a decimal, or as many as tell unequal amounts apart (at most 3).
struct NeededOf {
  std::string needed, available;  ///< available: "unknown" where it is infinite
};
NeededOf told_apart(double needed_bytes, double available_bytes, double unit_bytes);

/// "45.2 GiB are needed (40.0 weights + 4.5 KV cache + 0.7 overhead), 24.0 are there".
std::string memory_sentence(const MemoryNeed& need);

/// The loose rule for figures that were measured: they ran somehow. Weights alone beyond the devices' memory cannot have
/// been on them.
std::optional<Refusal> weights_do_not_fit(const Scenario& s, const Step& step);

}  // namespace tokroof::model
