#pragma once
#include "model/coefficients.hpp"
#include "model/count/machines.hpp"
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
T all_reduce_way(const Step& step, const Coefficients<T>& c, const LinkRates& link) {
  return step.how.unified ? T(1.0)
                          : link_way(link,
                                     T(c.template get<"all_reduce_pcie_more">()),
                                     T(c.template get<"all_reduce_host_more">()));
}

/// The same of a prompt's.
template <class T>
T prefill_all_reduce_way(const Step& step, const Coefficients<T>& c, const LinkRates& link) {
  return step.how.unified ? T(1.0)
                          : link_way(link,
                                     T(c.template get<"prefill_all_reduce_pcie_more">()),
                                     T(c.template get<"prefill_all_reduce_host_more">()));
}

/// Seconds for the bytes of one all-reduce of `tokens` activations over n devices, at one fabric's line rate.
///
///     t = 2 (n-1)/n  tokens d_model 2 bytes / BW
///
///   BW   line rate of the link, one direction       LinkRates::bytes_per_s   [B/s]
///
/// Source: ring all-reduce; Patarasuk and Yuan, J. Parallel Distrib. Comput. 69(2), 2009, equation 2.
inline double all_reduce_line_time(const Step& step, const LinkRates& link, double n, double tokens) {
  return 2 * (n - 1) / n * tokens * step.work.d_model * kActivationBytes / link.bytes_per_s;
}

/// The same of a step's activations, some 100 kB: times way/lb.          all_reduce_share [1]
template <class T>
T all_reduce_bytes_time(
    const Step& step, const Coefficients<T>& c, const LinkRates& link, double n, double tokens) {
  return all_reduce_line_time(step, link, n, tokens) * all_reduce_way(step, c, link) /
         c.template get<"all_reduce_share">();
}

/// And of a prompt's, megabytes.          prefill_all_reduce_share [1]
template <class T>
T prefill_all_reduce_bytes_time(
    const Step& step, const Coefficients<T>& c, const LinkRates& link, double n, double tokens) {
  return all_reduce_line_time(step, link, n, tokens) * prefill_all_reduce_way(step, c, link) /
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
T all_reduce_latency(const Step& step, const Coefficients<T>& c, double all_reduce_s, double devices) {
  using std::exp;
  T latency = std::log2(std::fmax(devices, 2.0)) * 1e-6 * c.template get<"all_reduce_latency_us">() +
              all_reduce_s * c.template get<"all_reduce_listed_share">();
  if (step.how.cuda) {
    latency *= exp(c.template raw<"all_reduce_per_engine_year">() * step.how.years_after_mid_2025);
  }
  return latency;
}

/// One all-reduce of a step, of `tokens` activations over the n devices of an attention group.
///
///     one machine       t(n, link) = all_reduce_latency() + all_reduce_bytes_time()
///     several           min( t(m, link) + t_bytes/m(M, network),  t(n, network) )
///
/// The first is hierarchical: a reduce-scatter over the m devices of each machine leaves 1/m of the sums with each of them,
/// which reduces that part with its counterparts on the other machines, through its own port; an all-gather inside ends it. The
/// second is one ring of all devices over the network, which an engine takes where the link inside is no better.
///
///   m, M      devices of a machine, machines                  span_of()                      [1]
///   t_bytes/m   with 1/m of the bytes
///
/// Bounds: with B = 2 V/BW the bytes of both levels are B_f (m-1)/m + B_n (M-1)/(M m). As (m-1)/m + (M-1)/(M m) = (n-1)/n
/// they are no more than the network's, B_n (n-1)/n, where B_f <= B_n; and no less than the fabric's own over m devices.
/// The minimum keeps the first bound whatever the latencies are, and breaks the second only where the network is the faster.
/// Source: Mikami et al., "Massively Distributed SGD", arXiv 1811.05233, 2018 (2D-torus all-reduce: the same three phases).
/// Ignores: levels that work at the same time, chunk by chunk (predicted too slow by at most the shorter of both).
template <class T>
T all_reduce_once(const Step& step, const Coefficients<T>& c, double n, double tokens) {
  const LinkRates &link = step.rates.link, &network = step.rates.network.rates;
  const Span span = span_of(step.how, n);
  const double m = span.devices, machines = span.machines;
  if (!(machines > 1)) {
    return all_reduce_latency(step, c, link.all_reduce_s, n) +
           all_reduce_bytes_time(step, c, link, n, tokens);
  }
  const T flat = all_reduce_latency(step, c, step.rates.network.flat_all_reduce_s, n) +
                 all_reduce_bytes_time(step, c, network, n, tokens);
  if (!(m > 1)) {
    return flat;
  }
  const T levels = all_reduce_latency(step, c, link.all_reduce_s, m) +
                   all_reduce_bytes_time(step, c, link, m, tokens) +
                   all_reduce_latency(step, c, network.all_reduce_s, machines) +
                   all_reduce_bytes_time(step, c, network, machines, tokens / m);
  return faster_way(levels, flat);
}

/// The bytes of the same for a prompt, over whichever way all_reduce_once() has the fewer seconds of them.
template <class T>
T prefill_all_reduce_once(const Step& step, const Coefficients<T>& c, double n, double tokens) {
  const LinkRates &link = step.rates.link, &network = step.rates.network.rates;
  const Span span = span_of(step.how, n);
  if (!(span.machines > 1)) {
    return prefill_all_reduce_bytes_time(step, c, link, n, tokens);
  }
  const T flat = prefill_all_reduce_bytes_time(step, c, network, n, tokens);
  if (!(span.devices > 1)) {
    return flat;
  }
  const T levels = prefill_all_reduce_bytes_time(step, c, link, span.devices, tokens) +
                   prefill_all_reduce_bytes_time(step, c, network, span.machines, tokens / span.devices);
  return faster_way(levels, flat);
}

/// Link time of a tensor split: two all-reduces a layer, after attention and after the feed-forward block.
///
///     t = (2 L - L_e) all_reduce_once()
///
///   2 L      all-reduces of a step                                      messages()                [1]
///   L_e      of them, those that experts_exchange() takes the place of  exchanging_layers()       [1]
///
/// of a group's batch and its drafts.
/// Source: Shoeybi et al., "Megatron-LM", 2019, section 3 (two all-reduces a layer).
/// Ignores: the vocabulary's gather at the end of the step.
template <class T>
T all_reduce(const Step& step, const Coefficients<T>& c) {
  const double n = matrix_split(step.how);
  if (!(n > 1)) {
    return T(0.0);
  }
  return (messages(step).number - exchanging_layers(step)) * all_reduce_once(step, c, n, group_tokens(step));
}

}  // namespace tokroof::model
