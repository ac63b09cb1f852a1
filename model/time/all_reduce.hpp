#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Seconds for the bytes of one all-reduce of `tokens` activations over n devices.
///
///     t = 2 (n-1)/n  tokens d_model 2 bytes / lb
///
///   lb   bandwidth of an all-reduce over this link   all_reduce_gb_per_s   [GB/s]
///
/// Source: ring all-reduce; Patarasuk and Yuan, J. Parallel Distrib. Comput. 69(2), 2009, equation 2.
template <class T>
T all_reduce_bytes_time(const Step& step, const Coefficients<T>& c, double tokens) {
  const double n = step.how.devices;
  return 2 * (n - 1) / n * tokens * step.work.d_model * kActivationBytes /
         (1e9 * c.template get<"all_reduce_gb_per_s">());
}

/// Link time of a tensor split: two all-reduces a layer, after attention and after the feed-forward block.
///
///     t = 2 L [ ar log2 n + bytes ]
///
///   2 L   all-reduces of a step                 messages()               [1]
///   ar    latency of one between two devices    all_reduce_latency_us    [us]
///   bytes all_reduce_bytes_time() of the batch
///
/// Source: Shoeybi et al., "Megatron-LM", 2019, section 3 (two all-reduces a layer).
/// Ignores: the vocabulary's gather at the end of the step.
template <class T>
T all_reduce(const Step& step, const Coefficients<T>& c) {
  const T latency =
      std::log2(std::fmax(step.how.devices, 2.0)) * 1e-6 * c.template get<"all_reduce_latency_us">();
  return messages(step).number * (latency + all_reduce_bytes_time(step, c, step.work.sequences));
}

}  // namespace tokroof
