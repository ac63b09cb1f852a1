#pragma once
#include "model/time/host_read.hpp"

namespace tokroof::model {

/// Time that a step spends on the host while the devices wait.
///
/// Experts on the host:        t = T_host(e We D, e Ne tokens) + e L_moe hx
/// Single tensors on the host: t = T_host(d Wd, d Nd tokens) + x hx
/// Some layers on the host:    t = T_host(m W, m N tokens) + m [ attention, state, synchronization ] + hx
///
///   e, d  share of the experts, of the dense weights  host_expert_reads(), host_dense()  [1]
///   m    share of all layers on the host           Conditions::host_layer_share    [1]
///   x    crossings that single tensors make        Conditions::host_tensor_crossings [1]
///   hx   a crossing, there and back                host_crossing_us                [us]
///   D    distinct experts of the batch             distinct_experts()               [1]
///   T_host; attention, state, synchronization      host_read(), host_attention()
///
/// The two never overlap: the next layer needs the last one's result.
template <class T>
T host_offload_but_cache(const Step& step, const Coefficients<T>& c) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  T t(0.0);
  if (how.experts_on_host) {
    const double e = host_expert_reads(w, how), tokens = step_tokens(step);
    t += host_read(step, c, e * w.expert_bytes * distinct_experts(w, tokens), e * w.expert_weights * tokens) +
         w.moe_layers * e * 1e-6 * c.template get<"host_crossing_us">();
  }
  if (how.host_tensor_share > 0) {
    const double d = host_dense(how);
    t += host_read(step,
                   c,
                   d * (w.weight_bytes - w.expert_bytes),
                   d * (w.weights - w.expert_weights) * step_tokens(step));
  }
  t += how.host_tensor_crossings * 1e-6 * c.template get<"host_crossing_us">();
  if (how.host_layer_share > 0) {
    const double m = how.host_layer_share;
    const HostStep<T> rest = host_attention(step, c);
    t += host_read(step, c, m * step_weight_bytes(step), m * w.weights * step_tokens(step)) +
         m * (rest.state + rest.launch) + 1e-6 * c.template get<"host_crossing_us">();
  }
  return t;
}

/// The cache of the layers on the host: m [ attention ].
template <class T>
HostKvRates<T> offloaded_kv_rates(const Step& step, const Coefficients<T>& c) {
  const double m = step.how.host_layer_share;
  if (!(m > 0)) {
    return {T(0.0), T(0.0)};
  }
  const HostKvRates<T> all = host_kv_rates(step, c);
  return {.s_per_byte = m * all.s_per_byte, .s_per_flop = m * all.s_per_flop};
}

template <class T>
T host_offload(const Step& step, const Coefficients<T>& c) {
  return host_offload_but_cache(step, c) + offloaded_kv_rates(step, c).time(cache_work(step.work));
}

}  // namespace tokroof::model
