#pragma once
#include <algorithm>

#include "model/step.hpp"
#include "model/time/shares.hpp"

namespace tokroof {

/// The hard limit of a decode step: no coefficient occurs, so no fit can excuse a figure above it.
///
///     t_min = max( (W_d + B KV/n_kv + state)/BW, 2 N tokens/F16 ) + t_host,    t_host = bytes on the host/BW_host
///     rate of a stream <= (1 + k a)/t_min
///
///   W_d        weight bytes that one device of a row or tensor split reads      device_share()
///   BW, F16    specified bandwidth and dense matrix peak                       Rates
///   k a        accepted drafts; 1 where the acceptance is not stated           Work::drafted, acceptance
///
/// Layer splits and pipelines sum over their devices, so one device's bandwidth serves all weights.
/// Source: Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009.
/// Ignores: caches. A model smaller than the last-level cache may exceed it.
inline double least_step_s(const Step& step) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  const Rates& r = step.rates;
  if (how.cpu) {
    return (step_weight_bytes(w) + w.sequences * w.kv_bytes + step_tokens(w) * w.state_bytes) /
           r.host_bandwidth_bytes_per_s;
  }
  const DeviceShare share = device_share(step);
  const double cache = (w.sequences * w.kv_bytes + step_tokens(w) * w.state_bytes) / share.kv_split;
  const double memory = (share.weight_bytes + cache * (1 - how.host_layer_share)) / r.bandwidth_bytes_per_s;
  const double compute = share.batch_flops / r.fp16_flops;
  const double experts = w.expert_bytes * distinct_experts(w, step_tokens(w));
  const double on_host = how.host_tensor_share * (w.weight_bytes - w.expert_bytes) +
                         how.host_layer_share * (step_weight_bytes(w) + w.sequences * w.kv_bytes) +
                         (how.experts_on_host ? how.host_expert_share * experts : 0.0);
  return std::max(memory, compute) + on_host / r.host_bandwidth_bytes_per_s;
}

/// Tokens per second of one stream that no machine of this specification exceeds.
inline double ceiling_tps(const Step& step) {
  const double accepted = step.work.acceptance >= 0 ? step.work.acceptance : 1.0;
  return (1 + step.work.drafted * accepted) / least_step_s(step);
}

}  // namespace tokroof
