#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/distinct_experts.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof {

/// What a micro-batch needs of the weights that the host keeps: their bytes, read once, and its products with them.
struct HostBatch {
  double bytes = 0;     ///< [B]
  double products = 0;  ///< multiply-adds [1]
};

/// Of the weights on the host: all of them, the experts of some layers, or some layers.
inline HostBatch host_batch(const Work& w, const Conditions& how, double ub) {
  const double experts = w.mixture ? w.expert_bytes * distinct_experts(w, ub) : 0;
  const double layers = how.cpu ? 1 : how.host_layer_share;
  HostBatch batch{layers * (w.weight_bytes - w.expert_bytes + experts), layers * w.weights * ub};
  if (how.experts_on_host && !how.cpu) {
    const double h = how.host_expert_share * (1 - layers);
    batch.bytes += h * experts;
    batch.products += h * w.expert_weights * ub;
  }
  batch.bytes += how.host_tensor_share * (w.weight_bytes - w.expert_bytes);
  batch.products += how.host_tensor_share * (w.weights - w.expert_weights) * ub;
  return batch;
}

/// Time of the processor for a micro-batch of prompt tokens.
///
///     t = smooth_max_3[ products hp hp_ik e^u_hp/F_T, bytes/(0.8 BW) ]
///
///   F_T    FP32 peak of the threads       Rates::host_fp32_flops                          [FLOP/s]
///   hp     its operations a product       host_prefill_ops; 2 is the FP32 peak itself, kernels with integer dot
///                                         products stay below it, those that unpack first lie above [1]
///   hp_ik  ik_llama.cpp's kernels         host_prefill_ik                                 [1]
///   u_hp   deviation of this host         host_prefill_effect                             [ln]
///   BW     memory bandwidth of the host   Rates::host_bandwidth_bytes_per_s               [B/s]
///
/// Source: roofline, compute side.
template <class T>
T host_prefill_compute(const Step& step, const Coefficients<T>& c, const HostBatch& batch) {
  using std::exp;
  constexpr double kReadShare = 0.8;  // of the bandwidth: rarely binds
  T operations = c.template get<"host_prefill_ops">() * exp(c.template raw<"host_prefill_effect">());
  if (step.how.ik_llama) {
    operations *= c.template get<"host_prefill_ik">();
  }
  return smooth_max<3>({T(batch.products * operations / step.rates.host_fp32_flops),
                        T(batch.bytes / (kReadShare * step.rates.host_bandwidth_bytes_per_s))});
}

/// Share of a micro-batch's work with the host's weights that a card does, on copies of them.
///     llama.cpp: all of it from 32 tokens on. ik_llama.cpp's users choose (-rtr, -op): nearly all of it goes the faster
///     way, 1/(1 + (copy/compute)^8)
/// Valid for: CUDA, ROCm and Vulkan cards with memory of their own.
template <class T>
T copied_share(const Step& step, const T& copy, const T& compute, double ub) {
  using std::exp;
  using std::log;
  constexpr double kCopyFrom = 32, kSharpness = 8;
  if (step.how.cpu || step.how.unified || ub < kCopyFrom) {
    return T(0.0);
  }
  return step.how.ik_llama ? 1.0 / (1.0 + exp(kSharpness * log(copy / compute))) : T(1.0);
}

/// Time to copy `bytes` from host memory to the card.
///     t = bytes/hcp                  host_copy_gb_per_s [GB/s]
template <class T>
T host_copy(const Coefficients<T>& c, double bytes) {
  return bytes * 1e-9 / c.template get<"host_copy_gb_per_s">();
}

}  // namespace tokroof
