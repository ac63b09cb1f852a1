#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/kv_read.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof::model {

/// Bandwidth that the host processor achieves.
///     BW heta (x hsock with two sockets)          host_read_efficiency, host_second_socket [1]
///     BW heta_m                                   host_read_measured: BW is a measured rate
template <class T>
T host_bandwidth(const Step& step, const Coefficients<T>& c) {
  if (step.rates.host_bandwidth_is_measured) {
    return step.rates.host_bandwidth_bytes_per_s * c.template get<"host_read_measured">();
  }
  T bandwidth = step.rates.host_bandwidth_bytes_per_s * c.template get<"host_read_efficiency">();
  if (step.rates.host_sockets > 1) {
    bandwidth *= c.template get<"host_second_socket">();
  }
  return bandwidth;
}

/// Time of the host processor to read `bytes` of weights and to multiply with `products` of them: every token of a
/// batch multiplies with each weight that it uses, while the bytes are read once.
///
///     t = smooth_max_3[ bytes/(BW heta), bytes/(T hthr), products hc hisa hik/F_T ] e^u
///
///   BW     memory bandwidth of all sockets      Rates::host_bandwidth_bytes_per_s           [B/s]
///   T      threads                              Rates::host_threads                         [1]
///   hthr   bandwidth that a thread draws        host_thread_gb_per_s; no limit where BW is measured [GB/s]
///   hc     operations a weight                  host_ops_per_weight                         [1]
///   hisa   more of them without vectors         host_missing_vectors                        [ln]
///   hik    ik_llama.cpp's kernels               host_ops_ik                                 [1]
///   F_T    FP32 peak of those threads           Rates::host_fp32_flops                      [FLOP/s]
///   u      deviation of this host               host_effect                                 [ln]
///
/// Source: roofline with a third roof, the line-fill buffers of one core over the memory latency.
/// Ignores: models that fit the last-level cache (they come out too slow); NUMA placement beyond hsock.
template <class T>
T host_read(const Step& step, const Coefficients<T>& c, double bytes, double products) {
  using std::exp;
  T operations = c.template get<"host_ops_per_weight">() * exp(c.template raw<"host_missing_vectors">());
  if (step.how.ik_llama) {
    operations *= c.template get<"host_ops_ik">();
  }
  // A measured bandwidth is what those threads draw.
  const T drawn = step.rates.host_bandwidth_is_measured
                      ? T(0.0)
                      : T(bytes / (step.rates.host_threads * 1e9 * c.template get<"host_thread_gb_per_s">()));
  return smooth_max<3>({T(bytes / host_bandwidth(step, c)),
                        drawn,
                        T(products * operations / step.rates.host_fp32_flops)}) *
         exp(c.template raw<"host_effect">());
}

/// Attention, state and synchronization of all layers on the host.
///
///     kv     = B [ KV/(BW heta) + (1 + k) C A hat/F_T (x hfa: Conditions::row_by_row, not latent) ]
///     state  = B (1 + k) S/(BW heta)
///     launch = L ha (T/8)^hT/(1 + (T/T_c)^2)^(hT/2) (x hm: expert layers)
///
///   B, k   sequences, drafted tokens     Work::sequences, drafted                       [1]
///   KV, A  cache and arithmetic          Work::kv_bytes [B], attention_flops [FLOP]
///   C      caches that a query is multiplied with: B where Conditions::one_cache, else 1  [1]
///   hat    attention runs at F_T/hat     host_attention_slowdown                        [1]
///          x hmla for latent attention   host_attention_latent                          [1]
///   ha, hT synchronization               host_layer_us [us], host_threads_exponent      [1]
///   T_c    threads from which on a barrier takes no longer   host_threads_saturation    [1]
template <class T>
struct HostStep {
  T kv, state, launch;
};

/// The first of them for any cache: kv = bytes x s_per_byte + flops x s_per_flop.
template <class T>
struct HostKvRates {
  T s_per_byte{0.0}, s_per_flop{0.0};

  [[nodiscard]] T time(const CacheWork& cache) const {
    return cache.bytes * s_per_byte + cache.flops * s_per_flop;
  }
};

template <class T>
HostKvRates<T> host_kv_rates(const Step& step, const Coefficients<T>& c) {
  const Work& w = step.work;
  T arithmetic = (1 + w.drafted) * w.sequences / step.rates.host_fp32_flops *
                 c.template get<"host_attention_slowdown">();
  if (step.how.one_cache) {
    arithmetic *= w.sequences;
  }
  if (w.latent) {
    arithmetic *= c.template get<"host_attention_latent">();
  } else if (step.how.row_by_row) {
    arithmetic *= c.template get<"host_flash_attention">();
  }
  return {.s_per_byte = w.sequences / host_bandwidth(step, c), .s_per_flop = arithmetic};
}

template <class T>
HostStep<T> host_attention(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  const Work& w = step.work;
  using std::log;
  const T over = step.rates.host_threads / c.template get<"host_threads_saturation">();
  T launch = w.layers * 1e-6 * c.template get<"host_layer_us">() *
             exp((std::log(step.rates.host_threads / 8) - 0.5 * log(1.0 + over * over)) *
                 c.template get<"host_threads_exponent">());
  if (w.mixture) {
    launch *= c.template get<"host_expert_layer">();
  }
  return {.kv = host_kv_rates(step, c).time(cache_work(w)),
          .state = step_tokens(step) * w.state_bytes / host_bandwidth(step, c),
          .launch = launch};
}

}  // namespace tokroof::model
