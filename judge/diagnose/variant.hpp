#pragma once
#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
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
  double idle_s = 0;                                     ///< seconds besides that its time holds
  double years_older = 0;   ///< of the build than the newest, where the row states no day
  bool anyhow = false;      ///< how it fitted is another question: only what was reported differs
  bool relabelled = false;  ///< the file's size belongs to the stated label, not to the file that ran
};

/// What a row states, looked up once.
struct Stated {
  const catalog::Catalog& catalog;
  const catalog::Run& run;
  const model::Architecture* model = nullptr;
  model::Device device{};
  std::string device_name{};
  double devices = 1;
  std::string engine{};  ///< family; the usual one where none is stated
  std::string backend{};
  model::Engine facts{};
  model::Split usual_split = model::Split::tensor;
  bool card = false;        ///< with a memory of its own
  bool on_host = false;     ///< runs, as stated, on the CPU or keeps a part there
  double memory_share = 0;  ///< of the devices' memory that is needed; 0: not known
};

/// One of several devices holds all that runs.
inline bool one_would_do(const Stated& s) {
  return s.devices > 1 && s.memory_share > 0 && s.memory_share * s.devices < 1;
}

/// Tokens of an answer: as stated, or what benchmarks take.
inline double answer_tokens(const catalog::Run& run) { return run.n_gen > 0 ? run.n_gen : 128; }

/// A prompt that would show in a decode rate, and is not in the stated depth.
bool has_long_prompt(const catalog::Run& run);

/// False where the device or the model is not known.
bool look_up(const catalog::Catalog& catalog, const catalog::Run& run, Stated& out);

/// All variants of a cause; none: the cause is out of the question for such a row. ok and unexplained have one, which
/// changes nothing.
std::vector<Variant> variants_of(const Stated& stated, Cause cause);

// One file for what they have in common; each is an entry of the table in variant.cpp.
std::vector<Variant> cpu_variants(const Stated& s);
std::vector<Variant> partial_offload_variants(const Stated& s);
std::vector<Variant> experts_cpu_variants(const Stated& s);
std::vector<Variant> spill_variants(const Stated& s);
std::vector<Variant> slow_link_variants(const Stated& s);
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
std::vector<Variant> old_build_variants(const Stated& s);
std::vector<Variant> chunks_variants(const Stated& s);
std::vector<Variant> wall_clock_variants(const Stated& s);
std::vector<Variant> slow_memory_variants(const Stated& s);
std::vector<Variant> threads_variants(const Stated& s);

}  // namespace tokroof::judge
