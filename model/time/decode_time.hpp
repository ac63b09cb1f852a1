#pragma once
#include "model/time/all_reduce.hpp"
#include "model/time/beyond_memory.hpp"
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

namespace tokroof {

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
    case Split::tensor: return all_reduce(step, c);
    case Split::row: return row_split(step, c);
    case Split::none: break;
  }
  return T(0.0);
}

/// A decode step on a CPU alone: weights, cache, state, thread synchronization, drafts.
template <class T>
Breakdown<T> cpu_decode_time(const Step& step, const Coefficients<T>& c) {
  const HostStep<T> rest = host_attention(step, c);
  Breakdown<T> t;
  t.weights = host_read(step, c, step_weight_bytes(step.work), step.work.weights * step_tokens(step.work));
  t.kv = rest.kv;
  t.state = rest.state;
  t.launch = rest.launch;
  t.host = T(storage_time(step));
  t.drafting = drafting(step, c);
  return t;
}

/// The whole model on one screen: a decode step of Work::sequences streams, for each of them one token (and
/// Work::drafted ones to verify). Layer splits sum over their devices; row and tensor splits share the matrices.
template <class T>
Breakdown<T> decode_time(const Step& step, const Coefficients<T>& c) {
  if (step.how.cpu) {
    return cpu_decode_time(step, c);
  }
  Breakdown<T> t;
  t.weights = weight_read(weight_limits(step, c));
  t.kv = kv_read(step, c);
  t.state = state_read(step, c);
  t.launch = kernel_launch(step, c);
  t.fixed = step_overhead(step, c);
  t.logits = logits_copy(step, c);
  t.link = link_time(step, c) + link_difference(step, c) + spill_time(step);
  t.host = host_offload(step, c) + crossing_difference(step, host_crossings(step)) + storage_time(step);
  t.eager = eager_time(step, c, t.total());
  t.drafting = drafting(step, c);
  if (const T cap = power_cap(step, c); cap > T(0.0)) {
    const T total = t.total();
    t.weights += smooth_max<4>({total, cap}) - total;
  }
  return t;
}

}  // namespace tokroof
