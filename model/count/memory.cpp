#include "model/count/memory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/count/kv_cache.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

constexpr double kDriverContextBytes = 0.4 * kGib;
constexpr double kSystemBytes =
    8 * kGib;  // what a system with unified memory keeps, at most a quarter of all
constexpr double kMeasuredBytesPerGb = 1.05e9;

bool on_devices(const Scenario& s) { return !s.cpu_only; }

double gpu_weights(const Step& step) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  if (how.cpu) {
    return 0;
  }
  const double all_experts = w.mixture ? w.expert_bytes / w.experts_active * w.experts : 0;
  const double on_host =
      how.experts_on_host ? std::min(all_experts * how.host_expert_share, w.file_bytes) : 0;
  return (w.file_bytes - on_host) * (1 - how.host_layer_share);
}

/// KV of one sequence at its longest, not at the mean of the run.
double longest_kv(const Scenario& s) {
  Scenario end = s;
  end.context = std::max({s.context, s.depth + s.n_gen, s.includes_prefill ? s.n_prompt + s.n_gen : 0.0});
  return kv_cache(end, layer_counts(*s.model)).held_bytes;
}

double graph_buffers(const Scenario& s, const Step& step) {
  return 4 * std::min(step.how.micro_batch, 512.0) *
         (s.model->d_model + std::max(s.model->d_ff, s.model->d_ff_expert) + s.model->vocab);
}

std::string gib(double bytes) {
  const long tenths = std::lround(bytes / kGib * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

MemoryNeed memory_need(const Scenario& s, const Step& step) {
  MemoryNeed need;
  const double weights = gpu_weights(step);
  const double kv = step.work.sequences * longest_kv(s) + step.work.sequences * step.work.state_bytes / 2;
  const double buffers = graph_buffers(s, step);
  if (!on_devices(s)) {
    need.weights_bytes = step.work.file_bytes;
    need.kv_bytes = kv;
    need.overhead_bytes = buffers;
    const double gib_known = s.host && s.host->memory_gib > 0 ? s.host->memory_gib : s.device.memory_gib;
    need.available_bytes = gib_known > 0 ? gib_known * kGib : std::numeric_limits<double>::infinity();
    need.host_available_bytes = std::numeric_limits<double>::infinity();
    return need;
  }
  need.weights_bytes = weights;
  need.kv_bytes = kv * (1 - step.how.host_layer_share);
  need.overhead_bytes = s.n_devices * kDriverContextBytes + buffers;
  need.host_bytes = step.work.file_bytes - weights + kv * step.how.host_layer_share;
  const double installed = s.device.memory_gib * kGib;
  const double kept = unified_memory(s.device) ? std::min(kSystemBytes, installed / 4) : 0.0;
  need.available_bytes =
      installed > 0 ? s.n_devices * (installed - kept) : std::numeric_limits<double>::infinity();
  need.host_available_bytes =
      s.host && s.host->memory_gib > 0 ? s.host->memory_gib * kGib : std::numeric_limits<double>::infinity();
  return need;
}

double sequences_in_flight(const Scenario& s, const Step& step, double asked) {
  constexpr double kTaken = 0.9;  // of the memory
  const bool paged = is_one_of(
      s.engine,
      {"vllm", "sglang", "tensorrt-llm", "deepspeed-mii", "deepspeed", "mlc", "lmdeploy", "sambaflow"});
  if (!paged || !on_devices(s) || !(s.device.memory_gib > 0) || !(asked > 1)) {
    return asked;
  }
  const double copies =
      s.split == Split::tensor ? s.n_devices / std::min(s.n_devices, step.work.kv_heads) : 1;
  const double one = longest_kv(s) * copies + step.work.state_bytes / 2;
  const double room = kTaken * s.n_devices * s.device.memory_gib * kGib - gpu_weights(step) -
                      s.n_devices * (kDriverContextBytes + graph_buffers(s, step));
  return one > 0 ? std::clamp(room / one, 1.0, asked) : asked;
}

std::string memory_sentence(const MemoryNeed& need) {
  std::string text = gib(need.needed_bytes()) + " GiB are needed (" + gib(need.weights_bytes) +
                     " weights + " + gib(need.kv_bytes) + " KV cache + " + gib(need.overhead_bytes) +
                     " overhead), " + gib(need.available_bytes) + " are there";
  if (need.host_bytes > 0) {
    text += "; on the host " + gib(need.host_bytes) + " of weights";
    if (std::isfinite(need.host_available_bytes)) {
      text += ", " + gib(need.host_available_bytes) + " are there";
    }
  }
  return text;
}

std::optional<Refusal> weights_do_not_fit(const Scenario& s, const Step& step) {
  if (s.cpu_only || s.experts_on_host || step.how.host_layer_share > 0) {
    return std::nullopt;
  }
  const double room = s.device.memory_gib * kMeasuredBytesPerGb * s.n_devices;
  if (!(step.work.file_bytes > room)) {
    return std::nullopt;
  }
  return Refusal{"does-not-fit",
                 gib(step.work.file_bytes) + " GiB of weights, " +
                     gib(s.device.memory_gib * kGib * s.n_devices) + " GiB on " +
                     std::to_string(static_cast<long>(s.n_devices)) + " x " + s.device_name};
}

}  // namespace tokroof
