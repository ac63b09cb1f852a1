#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/all_reduce.hpp"
#include "model/time/distinct_experts.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof {

/// Rate of the matrix units in prefill [FLOP/s].
///     ra = F exp(pa + pa_vendor + pa_generation + pa_engine + pyr (date - mid 2025)) starve^ppw
template <class T>
T prefill_matrix_rate(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  return step.rates.prefill_flops *
         exp(c.template raw<"prefill_matrix_share">() + c.template raw<"prefill_vendor">() +
             c.template raw<"prefill_generation">() + c.template raw<"prefill_engine">() +
             c.template raw<"prefill_per_engine_year">() * step.how.years_after_mid_2025 +
             c.template raw<"prefill_power_exponent">() * step.rates.ln_power_per_flop);
}

/// Overlap of micro-batches over the stages of a pipeline: (nb + n - 1)/(nb n) of the time of one device.
inline double pipeline_overlap(const Conditions& how, double micro_batches) {
  const bool overlaps = how.split == Split::pipeline || (how.split == Split::layer && how.cuda);
  return overlaps ? (micro_batches + how.devices - 1) / (micro_batches * how.devices) : 1.0;
}

/// Time to process `tokens` prompt tokens on top of `depth` cached ones, on all devices of one instance.
///
///     t = nb [ smooth_max_3( 2 (N + Ne pad E/(k ub)) ub (1/ra + 1/rb), W/(0.8 BW) )/n + attention/n + L pal + pfx ]
///         + all-reduces of a tensor split;  times the pipeline's overlap
///
///   ub, nb     micro-batch and their number          Conditions::micro_batch                [1]
///   ra         rate of the matrix units              prefill_matrix_rate()                  [FLOP/s]
///   rb         second pipe: scales, dequantization   prefill_dequant_rate x FP32 peak       [FLOP/s]
///   pad        each expert's group is padded         prefill_expert_padding                 [tokens]
///   attention  A_pair ub (depth + tokens/2)/(ra pat) prefill_attention_share                [1]
///   pal, pfx   launches, fixed                       prefill_layer_us, prefill_fixed_us     [us]
///
/// Source: roofline, compute side; two pipes in series as in kernels that dequantize to registers.
/// Valid for: devices; the second pipe only for kernels that work on packed weights (ggml, MLX).
/// Ignores: prefix caches, chunked prefill that shares steps with decode.
template <class T>
T prefill_time(const Step& step, const Coefficients<T>& c, double tokens, double depth) {
  using std::exp;
  const Work& w = step.work;
  const Conditions& how = step.how;
  constexpr double kPrefillReadShare = 0.8;  // of the bandwidth: rarely binds
  const double ub = std::fmin(std::fmax(tokens, 1.0), how.micro_batch);
  const double nb = std::fmax(tokens / how.micro_batch, 1.0);
  const T ra = prefill_matrix_rate(step, c);
  T flops(2 * w.weights * ub);
  if (w.mixture) {
    flops +=
        2 * w.expert_weights * (w.experts / w.experts_active) * c.template get<"prefill_expert_padding">();
  }
  T compute = flops / ra;
  if (how.packed_prefill) {
    const T rb = step.rates.fp32_flops * c.template get<"prefill_dequant_rate">() *
                 exp(c.template raw<"prefill_dequant_type">() +
                     c.template raw<"prefill_power_exponent">() * step.rates.ln_power_per_flop);
    compute += flops / rb;
  }
  const double bytes =
      w.weight_bytes - w.expert_bytes + (w.mixture ? w.expert_bytes * distinct_experts(w, ub) : 0);
  const T memory(bytes / (kPrefillReadShare * step.rates.bandwidth_bytes_per_s));
  const T attention = w.attention_flops_per_pair * ub * (depth + tokens / 2) /
                      (ra * c.template get<"prefill_attention_share">());
  const double n = matrix_split(how);
  T t =
      nb * (smooth_max<3>({compute, memory}) / n + attention / n +
            1e-6 * (w.layers * c.template get<"prefill_layer_us">() + c.template get<"prefill_fixed_us">()));
  if (how.split == Split::tensor) {
    t += 2 * w.layers * all_reduce_bytes_time(step, c, tokens);
  }
  return t * pipeline_overlap(how, nb);
}

}  // namespace tokroof
