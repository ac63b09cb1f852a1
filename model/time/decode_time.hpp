#pragma once
#include "model/time/all_reduce.hpp"
#include "model/time/beyond_memory.hpp"
#include "model/time/expert_exchange.hpp"
#include "model/time/host_offload.hpp"
#include "model/time/host_read.hpp"
#include "model/time/kernel_launch.hpp"
#include "model/time/kv_read.hpp"
#include "model/time/layer_split.hpp"
#include "model/time/link_rate.hpp"
#include "model/time/power_cap.hpp"
#include "model/time/row_split.hpp"
#include "model/time/speculation.hpp"
#include "model/time/step_overhead.hpp"
#include "model/time/weight_read.hpp"

namespace tokroof::model {

/// Seconds of one decode step by part. The parts add up to the step: nothing hides between them.
template <class T>
struct Breakdown {
  T weights{0.0}, kv{0.0}, state{0.0}, launch{0.0}, fixed{0.0}, logits{0.0};
  T link{0.0}, host{0.0}, eager{0.0}, drafting{0.0};

  [[nodiscard]] T total() const {
    return weights + kv + state + launch + fixed + logits + link + host + eager + drafting;
  }
};

/// Time of the link, by split.
template <class T>
T link_time(const Step& step, const Coefficients<T>& c) {
  switch (step.how.split) {
    case Split::layer:
    case Split::pipeline:
    case Split::rpc: return layer_split(step, c);
    case Split::tensor: return all_reduce(step, c) + experts_exchange(step, c) + layer_split(step, c);
    case Split::row: return row_split(step, c);
    case Split::none: break;
  }
  return T(0.0);
}

/// What the host does while the device decodes: launches eagerly, and schedules the next step where the engine's scheduler
/// is one step ahead (vLLM's async scheduling, SGLang's overlap scheduler).
template <class T>
HostPace<T> decode_pace(const Step& step, const Coefficients<T>& c) {
  HostPace<T> pace = eager_pace(step, c);
  if (step.how.schedules_beside) {
    pace.beside = true;
    pace.host_s += sequences_on_host(step, c);
  }
  return pace;
}

/// A step of which everything is known but how much cache it attends over: computed once, it answers for any context.
template <class T>
struct DecodeLaw {
  Breakdown<T> parts;  ///< without what the cache adds
  bool cpu = false;
  KvRates<T> device_kv;
  HostKvRates<T> host_kv;  ///< on the CPU alone, or of the layers that are there
  HostPace<T> pace;
  bool eager = false;
  PowerCap<T> cap;

  [[nodiscard]] Breakdown<T> at(const CacheWork& cache) const {
    Breakdown<T> t = parts;
    if (cpu) {
      t.kv = host_kv.time(cache);
      return t;
    }
    t.kv = device_kv.time(cache);
    t.host += host_kv.time(cache);
    if (pace.beside) {
      (eager ? t.eager : t.fixed) += pace.beyond(t.total() - t.drafting);
    }
    if (cap.capped) {
      const T total = t.total();
      t.weights += cap.stretched(total, cache) - total;
    }
    return t;
  }
};

/// A decode step on a CPU alone: weights, cache, state, thread synchronization, drafts.
template <class T>
DecodeLaw<T> cpu_decode_law(const Step& step, const Coefficients<T>& c) {
  const HostStep<T> rest = host_attention(step, c);
  DecodeLaw<T> law;
  law.cpu = true;
  Breakdown<T>& t = law.parts;
  t.weights = host_read(step, c, step_weight_bytes(step), step.work.weights * step_tokens(step));
  t.state = rest.state;
  t.launch = rest.launch;
  t.host = T(storage_time(step));
  t.drafting = drafting(step, c);
  law.host_kv = host_kv_rates(step, c);
  return law;
}

/// The whole model on one screen: a decode step of Work::sequences streams, for each of them one token (and
/// Work::drafted ones to verify). Layer splits sum over their devices; row and tensor splits share the matrices.
/// The device is busy with all of it but the drafts while the host works beside it; a power cap stretches the whole step.
template <class T>
DecodeLaw<T> decode_law(const Step& step, const Coefficients<T>& c) {
  if (step.how.cpu) {
    return cpu_decode_law(step, c);
  }
  DecodeLaw<T> law;
  Breakdown<T>& t = law.parts;
  t.weights = weight_read(step, c);
  t.state = state_read(step, c);
  t.launch = kernel_launch(step, c);
  t.fixed = step_overhead(step, c);
  t.logits = logits_copy(step, c);
  t.link = link_time(step, c) + spill_time(step);
  t.host =
      host_offload_but_cache(step, c) + crossing_bytes_time(step, host_crossings(step)) + storage_time(step);
  t.drafting = drafting(step, c);
  law.device_kv = kv_rates(step, c);
  law.host_kv = offloaded_kv_rates(step, c);
  law.pace = decode_pace(step, c);
  law.eager = step.how.eager;
  law.cap = power_cap_law(step, c);
  return law;
}

template <class T>
Breakdown<T> decode_time(const Step& step, const Coefficients<T>& c) {
  return decode_law(step, c).at(cache_work(step.work));
}

}  // namespace tokroof::model
