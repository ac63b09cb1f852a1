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
///     t = 4 (N/(d n) + 7 L d) (n - 1) M/(rpf BW) e^rph
///   N/d     outputs of all matrices of a token, 7 L d their inputs, FP32    Work::weights, d_model, layers  [1]
///   M, n    tokens, devices
///   BW      line rate of the link, or of the slot where that is slower      LinkRates                       [B/s]
///   rpf     share of it that the exchange achieves                          row_prefill_share               [1]
///   rph     deviation of this machine                                       row_prefill_host                [ln]
template <class T>
T row_prefill_exchange(const Step& step, const Coefficients<T>& c, double tokens) {
  using std::exp;
  const Work& w = step.work;
  constexpr double kMatrices = 7;
  const double n = step.how.devices;
  const double values = w.weights / w.d_model / n + kMatrices * w.layers * w.d_model;
  const double rate = std::fmin(step.rates.link.bytes_per_s, step.rates.link.host_bytes_per_s);
  return kFloatBytes * values * tokens * (n - 1) / rate * exp(c.template raw<"row_prefill_host">()) /
         c.template get<"row_prefill_share">();
}

/// Seconds that a prompt of `tokens` tokens spends on the links, in `micro_batches` pieces.
///     tensor split     2 L all-reduces of its activations        all_reduce_bytes_time()
///     row split        its inputs and outputs of every matrix    row_prefill_exchange()
///     layer split      (n - 1) [ latency of every piece + 4 tokens d_model/(0.83 BW) ]
template <class T>
T prefill_exchange(const Step& step, const Coefficients<T>& c, double tokens, double micro_batches) {
  switch (step.how.split) {
    case Split::tensor: return 2 * step.work.layers * all_reduce_bytes_time(step, c, tokens);
    case Split::row: return row_prefill_exchange(step, c, tokens);
    case Split::layer:
    case Split::pipeline:
    case Split::rpc:
      return T(messages(step).number * micro_batches * step.rates.link.latency_s +
               boundary_bytes_time(step, tokens));
    case Split::none: break;
  }
  return T(0.0);
}

/// Time of the devices to multiply a micro-batch of `ub` tokens with the weights; `spared` is 1 where the host multiplies
/// with those that it keeps, else 0.
///     smooth_max_3( 2 (N + Ne pad E/(k ub)) ub (1/ra + 1/rb), W/(0.8 BW) )/n
template <class T>
T multiplication_time(
    const Step& step, const Coefficients<T>& c, const HostBatch& host, double ub, double spared) {
  using std::exp;
  const Work& w = step.work;
  const Conditions& how = step.how;
  constexpr double kPrefillReadShare = 0.8;  // of the bandwidth: rarely binds
  T flops(2 * w.weights * ub - spared * (2 * host.products));
  if (w.mixture) {
    const double h = std::fmax(how.experts_on_host ? how.host_expert_share : 0, how.host_layer_share);
    flops += 2.0 * (1.0 - h * spared) * w.expert_weights * (w.experts / w.experts_active) *
             c.template get<"prefill_expert_padding">();
  }
  T compute = flops / prefill_matrix_rate(step, c);
  if (how.packed_prefill) {
    const T rb = step.rates.fp32_flops * c.template get<"prefill_dequant_rate">() *
                 exp(c.template raw<"prefill_dequant_type">() +
                     c.template raw<"prefill_power_exponent">() * step.rates.ln_power_per_flop);
    compute += flops / rb;
  }
  const double bytes = w.weight_bytes - w.expert_bytes +
                       (w.mixture ? w.expert_bytes * distinct_experts(w, ub) : 0) - host.bytes;
  const T memory(bytes / (kPrefillReadShare * step.rates.bandwidth_bytes_per_s));
  return smooth_max<3>({compute, memory}) / matrix_split(how);
}

/// The same, with the host's part of the weights where there is one.
///     copied   multiplication_time() + W_h/hcp
///     there    multiplication_time() without the host's products + host_prefill_compute();  see host_or_copy()
template <class T>
T prefill_matrices(const Step& step, const Coefficients<T>& c, double ub) {
  const HostBatch host = host_batch(step.work, step.how, ub);
  const T all = multiplication_time(step, c, host, ub, 0);
  if (!(host.products > 0)) {
    return all;
  }
  return host_or_copy(step,
                      T(all + host_copy(c, host.bytes) * narrow_slot(step)),
                      T(multiplication_time(step, c, host, ub, 1) + host_prefill_compute(step, c, host)),
                      ub);
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
///     t = nb [ matrices + attention/n + L pal + pfx ] + prefill_exchange();  times the pipeline's overlap
///     matrices   prefill_matrices()
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
  if (step.how.cpu) {
    return cpu_prefill_law(step, c, tokens);
  }
  const Work& w = step.work;
  const Conditions& how = step.how;
  const double ub = std::fmin(std::fmax(tokens, 1.0), how.micro_batch);
  const double nb = std::fmax(tokens / how.micro_batch, 1.0);
  const T attention = w.attention_flops_per_pair * ub /
                      (prefill_matrix_rate(step, c) * c.template get<"prefill_attention_share">());
  PrefillLaw<T> law;
  law.batches = nb;
  law.attention_s_per_token = attention / matrix_split(how);
  law.batch_s = prefill_matrices(step, c, ub) + 1e-6 * (w.layers * c.template get<"prefill_layer_us">() +
                                                        c.template get<"prefill_fixed_us">());
  if (how.devices > 1) {
    law.exchange_s = prefill_exchange(step, c, tokens, nb);
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
