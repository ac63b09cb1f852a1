#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/all_reduce.hpp"
#include "model/time/distinct_experts.hpp"
#include "model/time/host_prefill.hpp"
#include "model/time/link_rate.hpp"
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

/// Row split: every device holds some rows of each matrix, needs all of its inputs, and gives its outputs back. All of
/// it passes the slot of the device that holds the activations, as copies through the host or between the cards.
///     t = 4 (N/(d n) + 7 L d) (n - 1) M/rpf (usual/BW_h) e^rph
///   N/d     outputs of all matrices of a token, 7 L d their inputs, FP32    Work::weights, d_model, layers  [1]
///   M, n    tokens, devices
///   rpf     rate of the exchange over PCIe 4.0 x16                          row_prefill_gb_per_s            [GB/s]
///   BW_h    line rate of this machine's slots                               LinkRates::host_bytes_per_s     [B/s]
///   rph     deviation of this machine                                       row_prefill_host                [ln]
template <class T>
T row_prefill_exchange(const Step& step, const Coefficients<T>& c, double tokens) {
  using std::exp;
  const Work& w = step.work;
  constexpr double kMatrices = 7, kFloatBytes = 4;
  const double n = step.how.devices;
  const double values = w.weights / w.d_model / n + kMatrices * w.layers * w.d_model;
  return kFloatBytes * values * tokens * (n - 1) * 1e-9 * slot_slowness(step) *
         exp(c.template raw<"row_prefill_host">()) / c.template get<"row_prefill_gb_per_s">();
}

/// The time of a prompt as a law of the tokens that it attends to.
template <class T>
struct PrefillLaw {
  T batch_s{0.0};                ///< of a micro-batch, without attention
  T attention_s_per_token{0.0};  ///< and for every token that it attends to on average
  double batches = 1;
  T exchange_s{0.0};  ///< over the links, of the whole prompt
  double overlap = 1;

  /// On top of `depth` cached tokens, for prompts of `prompt` tokens.
  [[nodiscard]] T at(double depth, double prompt) const {
    return (batches * (batch_s + attention_s_per_token * (depth + prompt / 2)) + exchange_s) * overlap;
  }
};

/// A prompt on the host processor alone.
///     t = nb [ host_prefill_compute() + A_pair ub (depth + prompt/2) hpat/F_T ]
///   hpat  attention runs at F_T/hpat                 host_prefill_attention                 [1]
template <class T>
PrefillLaw<T> cpu_prefill_law(const Step& step, const Coefficients<T>& c, double tokens) {
  const double ub = std::fmin(std::fmax(tokens, 1.0), step.how.micro_batch);
  PrefillLaw<T> law;
  law.batches = std::fmax(tokens / step.how.micro_batch, 1.0);
  law.batch_s = host_prefill_compute(step, c, host_batch(step.work, step.how, ub));
  law.attention_s_per_token = step.work.attention_flops_per_pair * ub / step.rates.host_fp32_flops *
                              c.template get<"host_prefill_attention">();
  return law;
}

/// Time to process `tokens` prompt tokens on top of `depth` cached ones, on all devices of one instance. The tokens may
/// be of several prompts of `prompt` tokens each, which do not attend to one another.
///
///     t = nb [ smooth_max_3( 2 (N + Ne pad E/(k ub)) ub (1/ra + 1/rb), W/(0.8 BW) )/n + attention/n + L pal + pfx
///              + host ] + all-reduces of a tensor split, exchanges of a row split;  times the pipeline's overlap
///     host = W_h/hcp where the card computes with copies of the host's weights, else their time on the host, whose
///            products the card is spared
///
///   ub, nb     micro-batch and their number          Conditions::micro_batch                [1]
///   ra         rate of the matrix units              prefill_matrix_rate()                  [FLOP/s]
///   rb         second pipe: scales, dequantization   prefill_dequant_rate x FP32 peak       [FLOP/s]
///   pad        each expert's group is padded         prefill_expert_padding                 [tokens]
///   attention  A_pair ub (depth + prompt/2)/(ra pat) prefill_attention_share                [1]
///   pal, pfx   launches, fixed                       prefill_layer_us, prefill_fixed_us     [us]
///
/// Source: roofline, compute side; two pipes in series as in kernels that dequantize to registers.
/// Valid for: devices; the second pipe only for kernels that work on packed weights (ggml, MLX).
/// Ignores: prefix caches, chunked prefill that shares steps with decode.
template <class T>
PrefillLaw<T> prefill_law(const Step& step, const Coefficients<T>& c, double tokens) {
  using std::exp;
  if (step.how.cpu) {
    return cpu_prefill_law(step, c, tokens);
  }
  const Work& w = step.work;
  const Conditions& how = step.how;
  constexpr double kPrefillReadShare = 0.8;  // of the bandwidth: rarely binds
  const double ub = std::fmin(std::fmax(tokens, 1.0), how.micro_batch);
  const double nb = std::fmax(tokens / how.micro_batch, 1.0);
  const T ra = prefill_matrix_rate(step, c);
  const HostBatch host = host_batch(w, how, ub);
  T t_host(0.0), spared(0.0);  // share of the host's products that the card is spared
  if (host.products > 0) {
    const T copy = host_copy(c, host.bytes) * narrow_slot(step);
    const T there = host_prefill_compute(step, c, host);
    const T copied = copied_share(step, copy, there, ub);
    spared = 1.0 - copied;
    t_host = copied * copy + spared * there;
  }
  T flops = 2 * w.weights * ub - spared * (2 * host.products);
  if (w.mixture) {
    const double h = std::fmax(how.experts_on_host ? how.host_expert_share : 0, how.host_layer_share);
    flops += 2.0 * (1.0 - h * spared) * w.expert_weights * (w.experts / w.experts_active) *
             c.template get<"prefill_expert_padding">();
  }
  T compute = flops / ra;
  if (how.packed_prefill) {
    const T rb = step.rates.fp32_flops * c.template get<"prefill_dequant_rate">() *
                 exp(c.template raw<"prefill_dequant_type">() +
                     c.template raw<"prefill_power_exponent">() * step.rates.ln_power_per_flop);
    compute += flops / rb;
  }
  const double bytes = w.weight_bytes - w.expert_bytes +
                       (w.mixture ? w.expert_bytes * distinct_experts(w, ub) : 0) - host.bytes;
  const T memory(bytes / (kPrefillReadShare * step.rates.bandwidth_bytes_per_s));
  const T attention = w.attention_flops_per_pair * ub / (ra * c.template get<"prefill_attention_share">());
  const double n = matrix_split(how);
  PrefillLaw<T> law;
  law.batches = nb;
  law.attention_s_per_token = attention / n;
  law.batch_s =
      smooth_max<3>({compute, memory}) / n +
      1e-6 * (w.layers * c.template get<"prefill_layer_us">() + c.template get<"prefill_fixed_us">()) +
      t_host;
  if (how.split == Split::tensor) {
    law.exchange_s =
        2 * w.layers * all_reduce_bytes_time(step, c, tokens) + prefill_link_difference(step, c, tokens);
  }
  if (how.split == Split::row) {
    law.exchange_s = row_prefill_exchange(step, c, tokens);
  }
  law.overlap = pipeline_overlap(how, nb);
  return law;
}

template <class T>
T prefill_time(const Step& step, const Coefficients<T>& c, double tokens, double depth, double prompt) {
  return prefill_law(step, c, tokens).at(depth, prompt);
}

/// The same for one prompt.
template <class T>
T prefill_time(const Step& step, const Coefficients<T>& c, double tokens, double depth) {
  return prefill_time(step, c, tokens, depth, tokens);
}

}  // namespace tokroof
