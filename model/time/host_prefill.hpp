#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/distinct_experts.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof::model {

/// What a micro-batch needs of the weights that the host keeps: their bytes, read once, and its products with them.
struct HostBatch {
  double dense_bytes = 0;
  double expert_bytes = 0;                         ///< of routed experts
  double dense_products = 0, expert_products = 0;  ///< multiply-adds [1]
  [[nodiscard]] double bytes() const { return dense_bytes + expert_bytes; }
  [[nodiscard]] double products() const { return dense_products + expert_products; }
};

/// Of the weights on the host: all of them, the experts of some layers, or some layers.
inline HostBatch host_batch(const Work& w, const Conditions& how, double ub) {
  const double experts = w.mixture ? w.expert_bytes * distinct_experts(w, ub) : 0;
  if (how.cpu) {
    return {
        w.weight_bytes - w.expert_bytes, experts, (w.weights - w.expert_weights) * ub, w.expert_weights * ub};
  }
  const double dense_part = how.host_layer_share + host_dense(how);
  const double expert_part = how.host_layer_share + host_experts(how);
  return {dense_part * (w.weight_bytes - w.expert_bytes),
          expert_part * experts,
          dense_part * (w.weights - w.expert_weights) * ub,
          expert_part * w.expert_weights * ub};
}

/// Time of the processor for a micro-batch of prompt tokens.
///
///     t = smooth_max_3[ (N_d + hp_m N_e) hp hp_ik (1 + (n - 1)/hp_n) e^u_hp/F_p, bytes/(0.8 BW) ]
///
///   N_d, N_e  products with dense matrices, with experts   host_batch()                   [1]
///   F_p    FP32 peak of the threads       Rates::host_prefill_flops                       [FLOP/s]
///   hp     its operations a product       host_prefill_ops; 2 is the FP32 peak itself, kernels with integer dot
///                                         products stay below it, those that unpack first lie above [1]
///   hp_ik  ik_llama.cpp's kernels         host_prefill_ik                                 [1]
///   hp_m   of a product with experts: few tokens each, whose rows are gathered first   host_prefill_experts [1]
///   n      threads                        Rates::host_prefill_threads                     [1]
///   hp_n   threads that wait for one another as long as they multiply: barriers, what one does alone, and clocks that
///          fall under load                host_prefill_threads                            [1]
///   u_hp   deviation of this host         host_prefill_effect                             [ln]
///   BW     memory bandwidth of the host   Rates::host_bandwidth_bytes_per_s               [B/s]
///
/// Source: roofline, compute side.
template <class T>
T host_prefill_compute(const Step& step, const Coefficients<T>& c, const HostBatch& batch) {
  using std::exp;
  constexpr double kReadShare = 0.8;  // of the bandwidth: rarely binds
  const double waiting = step.rates.host_prefill_threads - 1;
  T operations = c.template get<"host_prefill_ops">() * exp(c.template raw<"host_prefill_effect">()) *
                 (1.0 + waiting / c.template get<"host_prefill_threads">());
  if (step.how.ik_llama) {
    operations *= c.template get<"host_prefill_ik">();
  }
  T products(batch.dense_products);
  if (batch.expert_products > 0) {
    products += batch.expert_products * c.template get<"host_prefill_experts">();
  }
  return smooth_max<3>({T(products * operations / step.rates.host_prefill_flops),
                        T(batch.bytes() / (kReadShare * step.rates.host_bandwidth_bytes_per_s))});
}

/// Time of a micro-batch whose weights are partly on the host: `copied` where the card computes with copies of them, `there`
/// where the host computes.
///
///     llama.cpp, llamafile   copied from 32 tokens on, below that the shorter of the two
///     ik_llama.cpp           its users choose (-rtr, -op): (copied^-8 + there^-8)^(-1/8), nearly the shorter
///     other engines          copied
///     unified memory         there
///
/// Below 32 tokens llama.cpp's host computes even where copies would be faster: not modelled, so that a longer prompt is
/// never ready earlier.
template <class T>
T host_or_copy(const Step& step, const T& copied, const T& there, double ub) {
  using std::exp;
  using std::log;
  constexpr double kCopyFrom = 32, kSharpness = 8;
  if (step.how.unified) {
    return there;
  }
  if (step.how.ik_llama) {
    return copied * exp(log(1.0 + exp(kSharpness * log(copied / there))) * (-1 / kSharpness));
  }
  return step.how.copies_small_batches || ub >= kCopyFrom || there > copied ? copied : there;
}

/// Time to copy `bytes` from host memory to the card.
///     t = bytes/hcp                  host_copy_gb_per_s [GB/s]
template <class T>
T host_copy(const Coefficients<T>& c, double bytes) {
  return bytes * 1e-9 / c.template get<"host_copy_gb_per_s">();
}

}  // namespace tokroof::model
