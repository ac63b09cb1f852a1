#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"
#include "model/time/shares.hpp"

namespace tokroof {

/// Seconds for the bytes of one all-reduce of `tokens` activations over n devices.
///
///     t = 2 (n-1)/n  tokens d_model 2 bytes / (lb BW)
///
///   BW   line rate of the link, one direction       LinkRates::bytes_per_s   [B/s]
///   lb   share of it that an all-reduce achieves    all_reduce_share         [1]
///
/// Source: ring all-reduce; Patarasuk and Yuan, J. Parallel Distrib. Comput. 69(2), 2009, equation 2.
template <class T>
T all_reduce_bytes_time(const Step& step, const Coefficients<T>& c, double tokens) {
  const double n = step.how.devices;
  return 2 * (n - 1) / n * tokens * step.work.d_model * kActivationBytes /
         (step.rates.link.bytes_per_s * c.template get<"all_reduce_share">());
}

/// Link time of a tensor split: two all-reduces a layer, after attention and after the feed-forward block.
///
///     t = 2 L [ ar log2 n + lw ar_l + bytes ]
///
///   2 L      all-reduces of a step                       messages()                [1]
///   ar       what the engine takes for one of two devices   all_reduce_latency_us  [us]
///   ar_l     a small all-reduce over this link           LinkRates::all_reduce_s   [s]
///   lw       share of that time which engines take       all_reduce_listed_share   [1]
///   bytes    all_reduce_bytes_time() of the batch and its drafts
///
/// Source: Shoeybi et al., "Megatron-LM", 2019, section 3 (two all-reduces a layer).
/// Ignores: the vocabulary's gather at the end of the step.
template <class T>
T all_reduce(const Step& step, const Coefficients<T>& c) {
  const T latency =
      std::log2(std::fmax(step.how.devices, 2.0)) * 1e-6 * c.template get<"all_reduce_latency_us">() +
      step.rates.link.all_reduce_s * c.template get<"all_reduce_listed_share">();
  return messages(step).number * (latency + all_reduce_bytes_time(step, c, step_tokens(step.work)));
}

}  // namespace tokroof
