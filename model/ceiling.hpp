#pragma once
#include <algorithm>

#include "model/step.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// The hard limit of a decode step: no coefficient occurs, so no fit can excuse a figure above it.
///
///     t_min = max( (W_d + B KV/n_kv + state)/BW, 2 N tokens/F ) + t_host,    t_host = bytes on the host/BW_host
///     rate of a stream <= (1 + k a)/t_min
///
///   W_d        weight bytes that one device of a row or tensor split reads      device_share()
///   BW, F      specified bandwidth and dense matrix peak for the storage type  Rates::bandwidth_bytes_per_s, peak_flops
///   k a        accepted drafts; 1 where the acceptance is not stated           Work::drafted, acceptance
///
/// Layer splits and pipelines sum over their devices, so one device's bandwidth serves all weights.
/// Source: Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009.
/// Ignores: caches. A model smaller than the last-level cache may exceed it.
struct LeastStep {
  double bytes = 0, bytes_per_cache_byte = 0,
         bandwidth_bytes_per_s = 1;  ///< of a device, or of the CPU alone
  double compute_s = 0;
  double host_bytes = 0, host_bytes_per_cache_byte = 0, host_bandwidth_bytes_per_s = 1;

  /// With a cache of `kv_bytes` of each sequence.
  [[nodiscard]] double seconds(double kv_bytes) const {
    const double memory = (bytes + kv_bytes * bytes_per_cache_byte) / bandwidth_bytes_per_s;
    return std::max(memory, compute_s) +
           (host_bytes + kv_bytes * host_bytes_per_cache_byte) / host_bandwidth_bytes_per_s;
  }
};

inline LeastStep least_step(const Step& step) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  const Rates& r = step.rates;
  LeastStep least;
  if (how.cpu) {
    least.bytes = step_weight_bytes(step) + step_tokens(step) * w.state_bytes;
    least.bytes_per_cache_byte = w.sequences;
    least.bandwidth_bytes_per_s = r.host_bandwidth_bytes_per_s;
    return least;
  }
  const DeviceShare share = device_share(step);
  const double here = 1 - how.host_layer_share;
  least.bytes = share.weight_bytes + group_tokens(step) * w.state_bytes * here / share.state_split;
  least.bytes_per_cache_byte = group_sequences(step) * here * share.kv_copies / share.kv_split;
  least.bandwidth_bytes_per_s = r.bandwidth_bytes_per_s;
  least.compute_s = share.batch_flops / r.peak_flops;
  least.host_bytes = host_weight_bytes(step);
  least.host_bytes_per_cache_byte = how.host_layer_share * w.sequences;
  least.host_bandwidth_bytes_per_s = r.host_bandwidth_bytes_per_s;
  return least;
}

inline double least_step_s(const Step& step) { return least_step(step).seconds(step.work.kv_bytes); }

/// Tokens that a step yields a stream at most.
inline double most_tokens(const Work& w) { return 1 + w.drafted * (w.acceptance >= 0 ? w.acceptance : 1.0); }

/// Tokens per second of one stream that no machine of this specification exceeds.
inline double ceiling_tps(const Step& step) { return most_tokens(step.work) / least_step_s(step); }

/// The hard limit of a prompt: its arithmetic at the fastest matrix rate of all devices.
///
///     rate <= n F/(2 N)          a processor's integer dot products do 4 operations in a lane of its FP32 peak
///
///   N   weights that a token of a long prompt multiplies   least_prompt_weights()       [1]
///   F   peak for the storage type, of a device     Rates::peak_flops, host_prefill_flops [FLOP/s]
///
/// Ignores: attention.
inline double prompt_ceiling_tps(const Step& step) {
  constexpr double kIntegerLanes = 4;
  const double peak =
      step.how.cpu ? kIntegerLanes * step.rates.host_prefill_flops : step.how.devices * step.rates.peak_flops;
  return peak / (2 * least_prompt_weights(step.work));
}

/// What a prediction says at most: a little below the limit, so that its interval, which ends there, holds it.
inline constexpr double kNearestToLimit = 0.99;
inline double within_limit(double tps, double limit_tps) {
  return std::fmin(tps, kNearestToLimit * limit_tps);
}

}  // namespace tokroof::model
