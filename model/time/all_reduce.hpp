#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"
#include "model/time/link_rate.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// Layers of experts that lie on more devices than the attention before them.
inline double exchanging_layers(const Step& step) {
  return step.how.attention_groups > 1 ? step.work.moe_layers : 0.0;
}

/// How much longer the bytes of a step's all-reduce take between cards than over their own fabric; 1 for unified memory.
template <class T>
T all_reduce_way(const Step& step, const Coefficients<T>& c) {
  return step.how.unified ? T(1.0)
                          : link_way(step.rates.link,
                                     T(c.template get<"all_reduce_pcie_more">()),
                                     T(c.template get<"all_reduce_host_more">()));
}

/// The same of a prompt's.
template <class T>
T prefill_all_reduce_way(const Step& step, const Coefficients<T>& c) {
  return step.how.unified ? T(1.0)
                          : link_way(step.rates.link,
                                     T(c.template get<"prefill_all_reduce_pcie_more">()),
                                     T(c.template get<"prefill_all_reduce_host_more">()));
}

/// Seconds for the bytes of one all-reduce of `tokens` activations over the n devices of an attention group, at one fabric's
/// line rate.
///
///     t = 2 (n-1)/n  tokens d_model 2 bytes / BW
///
///   BW   line rate of the link, one direction       LinkRates::bytes_per_s   [B/s]
///
/// Source: ring all-reduce; Patarasuk and Yuan, J. Parallel Distrib. Comput. 69(2), 2009, equation 2.
inline double all_reduce_line_time(const Step& step, double tokens) {
  const double n = matrix_split(step.how);
  return 2 * (n - 1) / n * tokens * step.work.d_model * kActivationBytes / step.rates.link.bytes_per_s;
}

/// The same of a step's activations, some 100 kB: times way/lb.          all_reduce_share [1]
template <class T>
T all_reduce_bytes_time(const Step& step, const Coefficients<T>& c, double tokens) {
  return all_reduce_line_time(step, tokens) * all_reduce_way(step, c) / c.template get<"all_reduce_share">();
}

/// And of a prompt's, megabytes.          prefill_all_reduce_share [1]
template <class T>
T prefill_all_reduce_bytes_time(const Step& step, const Coefficients<T>& c, double tokens) {
  return all_reduce_line_time(step, tokens) * prefill_all_reduce_way(step, c) /
         c.template get<"prefill_all_reduce_share">();
}

/// What a small message to all of `devices` takes beside its bytes.
///
///     (ar log2 n + lw ar_l) e^(ary (date - mid 2025)) [CUDA]
///
///   ar       what the engine takes for one of two devices   all_reduce_latency_us  [us]
///   ar_l     a small all-reduce over this link           LinkRates::all_reduce_s   [s]
///   lw       share of that time which engines take       all_reduce_listed_share   [1]
///   ary      their change by year of a CUDA build        all_reduce_per_engine_year    [1/year]
template <class T>
T all_reduce_latency(const Step& step, const Coefficients<T>& c, double devices) {
  using std::exp;
  T latency = std::log2(std::fmax(devices, 2.0)) * 1e-6 * c.template get<"all_reduce_latency_us">() +
              step.rates.link.all_reduce_s * c.template get<"all_reduce_listed_share">();
  if (step.how.cuda) {
    latency *= exp(c.template raw<"all_reduce_per_engine_year">() * step.how.years_after_mid_2025);
  }
  return latency;
}

/// Link time of a tensor split: two all-reduces a layer, after attention and after the feed-forward block.
///
///     t = (2 L - L_e) [ all_reduce_latency() + bytes ]
///
///   2 L      all-reduces of a step                                      messages()                [1]
///   L_e      of them, those that experts_exchange() takes the place of  exchanging_layers()       [1]
///   bytes    all_reduce_bytes_time() of a group's batch and its drafts
///
/// Source: Shoeybi et al., "Megatron-LM", 2019, section 3 (two all-reduces a layer).
/// Ignores: the vocabulary's gather at the end of the step.
template <class T>
T all_reduce(const Step& step, const Coefficients<T>& c) {
  const double n = matrix_split(step.how);
  if (!(n > 1)) {
    return T(0.0);
  }
  return (messages(step).number - exchanging_layers(step)) *
         (all_reduce_latency(step, c, n) + all_reduce_bytes_time(step, c, group_tokens(step)));
}

}  // namespace tokroof::model
