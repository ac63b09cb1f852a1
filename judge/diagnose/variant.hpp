#pragma once
#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "judge/check/expected_rate.hpp"
#include "judge/check/usual_hosts.hpp"
#include "judge/diagnose/cause.hpp"
#include "model/reads.hpp"
#include "model/scenario.hpp"

namespace tokroof::judge {

/// One way in which a cause may have come about: a transformation of what a row states. A cause has several, one for
/// each value of what it leaves open (layers on the device, true depth, number of streams); they are integrated over.
struct Variant {
  std::string what;   ///< the value in words: "12 of 64 layers on the device"
  double weight = 1;  ///< before the rate is known; of a cause's variants they add up to 1
  double ln_spread =
      0;  ///< beyond the prediction's own width: what the values between two variants differ by
  std::function<void(catalog::Run&)> run = [](catalog::Run&) {};
  std::function<void(model::Scenario&)> scenario = [](model::Scenario&) {
  };                                                     ///< what no column of a runs table says
  model::FigureKind figure = model::FigureKind::decode;  ///< what the decode rate is a rate of
  double counted = 1;                                    ///< of the tokens, what the figure counts
  double least_step_s = 0;                               ///< no step of one stream is shorter
  double idle_s = 0;                                     ///< seconds besides that its time holds
  double prompt_counted = 1;                             ///< of the prompt's rate, what is left
  double drive_bytes_per_s =
      0;                    ///< what memory has no room for is read from a drive at every step; 0: none is
  double memory_left = 1;   ///< of the host's memory, for the weights
  bool reads_all = false;   ///< from it all that a step reads, not only what has no room
  double years_older = 0;   ///< of the build than the newest, where the row states no day
  bool anyhow = false;      ///< how it fitted is another question: only what was reported differs
  bool relabelled = false;  ///< the file's size belongs to the stated label, not to the file that ran
};

/// What other rows of the machine are of, and this one is not.
struct Beside {
  bool of_streams = false, drafts = false, deep = false, on_host = false;
  bool fewer_devices = false;      ///< and none of as many
  std::vector<std::string> types;  ///< of the same model's files; empty: the stated one is among them
};

/// What a row states, looked up once.
struct Stated {
  const catalog::Catalog& catalog;
  catalog::Run run{};  ///< with the part on the host, and the host, that is taken where it does not say
  /// The same with each of the usual hosts (ExpectedRate::taken); empty: all is said.
  std::vector<catalog::Run> taken{};
  Beside beside{};
  bool placed = false;             ///< the part on the host is taken, as it does not fit whole
  std::vector<HostGuess> hosts{};  ///< that it has or may have
  const model::Architecture* model = nullptr;
  model::Device device{};
  std::string device_name{};
  double devices = 1;
  std::string engine{};  ///< family; the usual one where none is stated
  std::string backend{};
  model::Engine facts{};
  model::Split usual_split = model::Split::tensor;
  bool open_prompt = false;  ///< the length of the prompt is not said: 512 tokens are taken
  bool card = false;         ///< with a memory of its own
  bool on_host = false;      ///< runs, as stated, on the CPU or keeps a part there
  double memory_share = 0;   ///< of the devices' memory that is needed; 0: not known
  double host_share = 0;     ///< of the host's memory; 0: not known
};

/// One of several devices holds all that runs.
inline bool one_would_do(const Stated& s) {
  return s.devices > 1 && s.memory_share > 0 && s.memory_share * s.devices < 1;
}

/// More devices than one machine holds, or machines that are stated.
bool has_machines(const Stated& s);

/// Cores of all sockets of the processor that keeps a part, or runs it all; unknown: the catalog does not say.
double host_cores(const Stated& s);

/// Two types that are read alike: 16 bits of either kind, or one class with as many bits, where the names tell them.
bool is_alike(std::string_view a, std::string_view b);

inline constexpr double kShowsDepth = 4096;  // tokens in the cache: fewer hardly change a rate

/// Whether default builds for CUDA and ROCm have a kernel for attention to such a cache.
bool has_usual_cache_kernel(const catalog::Run& run);

/// Any way of putting a part on the host that is not stated. The engine must know it, or the model has no other room.
inline bool may_use_host(const Stated& s) {
  return (s.facts.ggml || s.memory_share > 1) && (!s.on_host || s.placed);
}

/// Tokens of an answer: as stated, or what benchmarks take.
inline double answer_tokens(const catalog::Run& run) { return run.n_gen > 0 ? run.n_gen : 128; }

/// A prompt that would show in a decode rate, and is not in the stated depth.
bool has_long_prompt(const catalog::Run& run);

/// False where the device or the model is not known.
bool look_up(const catalog::Catalog& catalog, const catalog::Run& run, Stated& out);

/// Looks up whether the host works, and the shares of the devices' memory, and of the host's, that are needed.
void look_up_memory(Stated& out);

/// Takes the placement and the host that check() takes where a row does not fit whole, or does not say its host.
void take_usual(const ExpectedRate& usual, Stated& out);

/// The row without the placement that was taken for it.
catalog::Run unplaced(catalog::Run run);

/// All variants of a cause; none: the cause is out of the question for such a row. ok and unexplained have one, which
/// changes nothing.
std::vector<Variant> variants_of(const Stated& stated, Cause cause);

// One file for what they have in common; each is an entry of the table in variant.cpp.
std::vector<Variant> cpu_variants(const Stated& s);
std::vector<Variant> partial_offload_variants(const Stated& s);
std::vector<Variant> experts_cpu_variants(const Stated& s);
std::vector<Variant> spill_variants(const Stated& s);
std::vector<Variant> swap_variants(const Stated& s);
std::vector<Variant> slow_link_variants(const Stated& s);
std::vector<Variant> split_variants(const Stated& s);
std::vector<Variant> ok_variants(const Stated& s);
std::vector<Variant> quant_variants(const Stated& s);
std::vector<Variant> power_variants(const Stated& s);
std::vector<Variant> depth_variants(const Stated& s);
std::vector<Variant> aggregate_variants(const Stated& s);
std::vector<Variant> prefill_variants(const Stated& s);
std::vector<Variant> speculative_variants(const Stated& s);
std::vector<Variant> devices_variants(const Stated& s);
std::vector<Variant> one_device_variants(const Stated& s);
std::vector<Variant> wrong_device_variants(const Stated& s);
std::vector<Variant> kv_type_variants(const Stated& s);
std::vector<Variant> attention_variants(const Stated& s);
std::vector<Variant> old_build_variants(const Stated& s);
std::vector<Variant> eager_variants(const Stated& s);
std::vector<Variant> chunks_variants(const Stated& s);
std::vector<Variant> wall_clock_variants(const Stated& s);
std::vector<Variant> slow_memory_variants(const Stated& s);
std::vector<Variant> threads_variants(const Stated& s);
std::vector<Variant> slow_host_variants(const Stated& s);
std::vector<Variant> slow_kernels_variants(const Stated& s);

}  // namespace tokroof::judge
