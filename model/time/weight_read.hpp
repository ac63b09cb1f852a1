#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/matrix_rate.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof::model {

/// The four limits of a step's matrix work on one device [s]. They run at the same time; the largest rules.
template <class T>
struct WeightLimits {
  T memory;   ///< streaming the weights
  T dequant;  ///< unpacking block formats to what the dot product takes
  T power;    ///< energy of the traffic against the power limit
  T matrix;   ///< arithmetic of a batch
};

/// Operations that dequantize and multiply a weight, on Rates::dequant_ops_per_s: integer or FP16 lanes x clock.
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

/// Share of the specified bandwidth that reading weights achieves: eta below.
template <class T>
T weight_read_share(const Step& step, const Coefficients<T>& c) {
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
  return sigmoid(logit);
}

/// Energy of reading a byte.
///     pw e^pw_family          energy_per_byte_nj [nJ/B], energy_family [ln]
template <class T>
T energy_per_byte_nj(const Coefficients<T>& c) {
  using std::exp;
  return c.template get<"energy_per_byte_nj">() * exp(c.template raw<"energy_family">());
}

/// Weights that are multiplied again for further tokens: ggml's kernels for few tokens read and unpack a weight once, and
/// multiply it with each token of a group.
///
///     N_r = (N_d - N_e) (M - 1) + N_e (M/D - 1)          M = min(tokens, 8)
///
/// An expert meets M/D of the tokens. Beyond 8 (kVectorTokens) the matrix units take over.
inline double repeated_weights(const Step& step, const DeviceShare& share) {
  const double tokens = small_batch_tokens(step);
  if (!step.how.multiplies_each_token || !(tokens > 1)) {
    return 0;
  }
  const double an_expert = std::fmax(tokens / distinct_experts(step.work, tokens), 1.0);
  return (share.weights - share.expert_weights) * (tokens - 1) + share.expert_weights * (an_expert - 1);
}

/// Operations on the weights of a device, and their time.
template <class T>
struct WeightOps {
  T number;
  T time_s;
};

/// Unpacking and multiplying them once, and multiplying them again.
///
///     number = N_d c + N_r smooth_min_4(o, c)          time = N_d c/R + N_r smooth_min_4(2 o/F32, c/R)
///
///   o       operations that multiply a weight with a further token    multiply_ops_per_weight       [1]
///   N_r     weights that are multiplied again                         repeated_weights()            [1]
///   F32     FP32 peak, two FLOP an operation                          Rates::fp32_flops             [FLOP/s]
///
/// A further token never takes more than the first, which is unpacked for.
template <class T>
WeightOps<T> weight_ops(const Step& step, const Coefficients<T>& c, const DeviceShare& share) {
  const Rates& rates = step.rates;
  const T once = dequant_ops(step, c);
  const T once_s = once / rates.dequant_ops_per_s;
  const double repeated = repeated_weights(step, share);
  if (!(repeated > 0)) {
    return {.number = share.weights * once, .time_s = share.weights * once_s};
  }
  const T again = c.template get<"multiply_ops_per_weight">();
  const T again_s = again * (2 / rates.fp32_flops);
  return {.number = share.weights * once + repeated * smooth_min<4>(again, once),
          .time_s = share.weights * once_s + repeated * smooth_min<4>(again_s, once_s)};
}

/// Share of the matrix peak for these operands that kernels reach which do not work on packed weights.
///     e e^e_engine                 matrix_share, by architecture and operands [1], matrix_engine [ln]
template <class T>
T typed_matrix_share(const Coefficients<T>& c) {
  using std::exp;
  return c.template get<"matrix_share">() * exp(c.template raw<"matrix_engine">());
}

/// Tokens that such a product of `tokens` takes the time of: its own, and those of the tiles that it does not fill.
///
///     min( M + M0, M (1 + M0/8) )              matrix_tile_tokens [tokens]
///
/// Products of up to eight tokens have kernels of vectors, which do each token by itself. A token never takes longer because
/// others are multiplied with it.
template <class T>
T tiled_tokens(const Coefficients<T>& c, double tokens) {
  return tokens + std::fmin(tokens / kVectorTokens, 1.0) * c.template get<"matrix_tile_tokens">();
}

/// Arithmetic of kernels on packed weights, of more than kVectorTokens tokens in tiles that they fill in part.
///
///     2 (N_a M + N_d Mp)/(F16 phb)          Mp only of M > 8
///
///   N_a M   weights times the tokens that each of them multiplies     DeviceShare::batch_flops/2          [1]
///   N_d     weights that are read: each expert has a tile             DeviceShare::weights                [1]
///   Mp      tokens that a tile takes the time of beside its own       packed_tile_tokens                  [tokens]
template <class T>
T packed_matrix_time(const Step& step, const Coefficients<T>& c, const DeviceShare& share) {
  const T rate = step.rates.fp16_flops * c.template get<"batch_matrix_share">();
  T flops(share.batch_flops);
  if (step_tokens(step) > kVectorTokens) {
    flops += 2 * share.weights * c.template get<"packed_tile_tokens">();
  }
  return flops / rate;
}

/// Weights of one device that tokens multiply, by what stores them: those of dense matrices, of these at 16 bit, and the
/// routed experts of one token, which the tokens of all attention groups meet.
struct Products {
  double tokens = 0, dense = 0, dense_16_bit = 0;
  double expert_tokens = 0, experts = 0;
};

/// Arithmetic of such kernels.
///
///     2 [ (N16/F16 + (N - N16)/F_type) tiled(M) + N_e D tiled(M/D)/F_type ]/(e e^e_engine)
///
///   F16, F_type   sixteen_bit_rate(), operand_rate()                                             [FLOP/s]
///   M, D   tokens; distinct experts in units of one token's, each of which meets M/D of them     distinct_experts()
template <class T>
T typed_matrix_time(const Step& step, const Coefficients<T>& c, const Products& products) {
  const double distinct = distinct_experts(step.work, products.expert_tokens);
  const T typed_rate = operand_rate(step, c);
  const T dense_s = products.dense_16_bit / sixteen_bit_rate(step, c) +
                    (products.dense - products.dense_16_bit) / typed_rate;
  const T expert_tokens = distinct * tiled_tokens(c, std::fmax(products.expert_tokens / distinct, 1.0));
  return 2.0 * (dense_s * tiled_tokens(c, products.tokens) + products.experts / typed_rate * expert_tokens) /
         typed_matrix_share(c);
}

/// What a step multiplies on one device.
inline Products step_products(const Step& step, const DeviceShare& share) {
  const double tokens = step_tokens(step);
  return {.tokens = group_tokens(step),
          .dense = share.weights - share.expert_weights,
          .dense_16_bit = share.weights_16_bit,
          .expert_tokens = tokens,
          .experts = share.expert_weights / distinct_experts(step.work, tokens)};
}

/// Time to stream and multiply the weights once.
///
///     t = smooth_max_4[ W_d/(BW eta), t_ops, W_d pw/P, packed_matrix_time() ]
///     logit eta = eta_backend + eta_driver (Vulkan) + eta_engine + eta_family + eta_two_die + eta_experts
///                 + eta_off_x86 (AMD cards on ARM and RISC-V hosts)
///
///   W_d, N_d  bytes and weights that one device reads     device_share()                      [B], [1]
///   BW        specified bandwidth                         Rates::bandwidth_bytes_per_s        [B/s]
///   eta       achieved share of it                        weight_read_efficiency              [1]
///   t_ops     unpacking and multiplying them              weight_ops()                        [s]
///   pw        energy a byte                               energy_per_byte_nj()                [nJ/B]
///   P         power limit                                 Rates::power_w                      [W]
///   F16, phb  matrix peak and the share a batch reaches   Rates::fp16_flops, batch_matrix_share
///
/// Kernels that do not work on packed weights take typed_matrix_time() in place of packed_matrix_time(), times imbalance().
///
/// Source: Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009, memory and compute sides; the power term
/// after capped cards of the bundled runs (a 3090 at 200 W reaches 35 to 41 % of its bandwidth).
/// Valid for: weights larger than the last-level cache.
/// Ignores: cache-resident layers; a model under about twice the cache comes out too slow.
template <class T>
WeightLimits<T> weight_limits(const Step& step, const Coefficients<T>& c) {
  const DeviceShare share = device_share(step);
  const Rates& rates = step.rates;
  return {.memory = share.weight_bytes / (rates.bandwidth_bytes_per_s * weight_read_share(step, c)),
          .dequant = weight_ops(step, c, share).time_s,
          .power = share.weight_bytes * 1e-9 / rates.power_w * energy_per_byte_nj(c),
          .matrix = step.how.packed_prefill
                        ? packed_matrix_time(step, c, share)
                        : typed_matrix_time(step, c, step_products(step, share)) * imbalance(step, c)};
}

template <class T>
T weight_read(const WeightLimits<T>& limits) {
  return smooth_max<4>({limits.memory, limits.dequant, limits.power, limits.matrix});
}

/// The same of a step. A batch beyond the kernels of vectors never takes longer than their passes over it would: what an
/// engine gains by larger batches is nothing then, not less.
template <class T>
T weight_read(const Step& step, const Coefficients<T>& c) {
  const T at_once = weight_read(weight_limits(step, c));
  const double tokens = step_tokens(step);
  if (!step.how.packed_prefill || tokens <= kVectorTokens) {
    return at_once;
  }
  const T in_passes = tokens / kVectorTokens * weight_read(weight_limits(vector_pass(step), c));
  return at_once > in_passes ? in_passes : at_once;
}

}  // namespace tokroof::model
