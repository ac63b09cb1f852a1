#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof {

/// The four limits of a step's matrix work on one device [s]. They run at the same time; the largest rules.
template <class T>
struct WeightLimits {
  T memory;   ///< streaming the weights
  T dequant;  ///< unpacking block formats to what the dot product takes
  T power;    ///< energy of the traffic against the power limit
  T matrix;   ///< arithmetic of a batch
};

/// Operations that dequantize and multiply a weight.
///     ln c = c_type + c_kernel + c_family (+ c_x under llamafile, ln nodp on chips without dp4a)
template <class T>
T dequant_ops(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  T ln_ops = c.template raw<"dequant_ops_per_weight">() + c.template raw<"dequant_kernel">() +
             c.template raw<"dequant_family">();
  if (step.how.llamafile) {
    ln_ops += c.template raw<"dequant_llamafile">();
  }
  if (step.how.no_dp4a) {
    ln_ops += c.template raw<"dequant_without_dp4a">();
  }
  return exp(ln_ops);
}

/// Time to stream and multiply the weights once.
///
///     t = smooth_max_4[ W_d/(BW eta), N_d c/R, W_d pw/P, 2 N_a tokens/(F16 phb) ]
///     logit eta = eta_backend + eta_driver (Vulkan) + eta_engine + eta_family + eta_two_die + eta_experts
///                 + eta_off_x86 (AMD cards on ARM and RISC-V hosts)
///     c         = dequant_ops()
///
///   W_d, N_d  bytes and weights that one device reads     device_share()                      [B], [1]
///   BW        specified bandwidth                         Rates::bandwidth_bytes_per_s        [B/s]
///   eta       achieved share of it                        weight_read_efficiency              [1]
///   c         operations a weight                         dequant_ops_per_weight              [1]
///   R         integer or FP16 lanes x clock               Rates::dequant_ops_per_s            [1/s]
///   pw        energy a byte                               energy_per_byte_nj                  [nJ/B]
///   P         power limit                                 Rates::power_w                      [W]
///   F16, phb  matrix peak and the share a batch reaches   Rates::fp16_flops, batch_matrix_share
///
/// Source: Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009, memory and compute sides; the power term
/// after capped cards of the bundled runs (a 3090 at 200 W reaches 35 to 41 % of its bandwidth).
/// Valid for: weights larger than the last-level cache.
/// Ignores: cache-resident layers; a model under about twice the cache comes out too slow.
template <class T>
WeightLimits<T> weight_limits(const Step& step, const Coefficients<T>& c) {
  const DeviceShare share = device_share(step);
  const Rates& rates = step.rates;
  const Conditions& how = step.how;
  T logit = c.template raw<"weight_read_efficiency">() + c.template raw<"weight_read_engine">() +
            c.template raw<"weight_read_family">();
  if (how.vulkan) {
    logit += c.template raw<"weight_read_driver">();
  }
  if (how.amd_off_x86) {
    logit += c.template raw<"weight_read_off_x86">();
  }
  if (step.work.kernels_moe > 0) {
    logit += c.template raw<"weight_read_experts">();
  }
  if (how.two_die) {
    logit += c.template raw<"weight_read_two_die">();
  }
  const T operations = share.weights * dequant_ops(step, c);
  return {.memory = share.weight_bytes / (rates.bandwidth_bytes_per_s * sigmoid(logit)),
          .dequant = operations / rates.dequant_ops_per_s,
          .power = share.weight_bytes * 1e-9 / rates.power_w * c.template get<"energy_per_byte_nj">(),
          .matrix = share.batch_flops / (rates.fp16_flops * c.template get<"batch_matrix_share">())};
}

template <class T>
T weight_read(const WeightLimits<T>& limits) {
  return smooth_max<4>({limits.memory, limits.dequant, limits.power, limits.matrix});
}

}  // namespace tokroof
