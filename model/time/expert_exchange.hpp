#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/all_reduce.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// Seconds for the bytes of one all-to-all of `tokens` tokens of a device over the n devices of a stage, at one fabric's
/// line rate: each token goes to the devices that hold its experts, or comes back from them.
///
///     t = tokens n (1 - (1 - 1/n)^k) (n-1)/n d_model 1.5 bytes / BW
///
///   n (1 - (1 - 1/n)^k)   devices that hold any of a token's k experts, experts being anywhere   [1]
///   1.5                   a value there is a byte (FP8), a value back two
///   BW                    line rate of the link, one direction      LinkRates::bytes_per_s       [B/s]
///
/// Source: DeepSeek-AI, "DeepSeek-V3 Technical Report", 2024, section 3.2.2 (dispatch in FP8, combine in BF16).
/// Ignores: engines that gather all tokens everywhere; fabrics that are slower between machines than inside.
inline double exchange_line_time(const Step& step, double tokens) {
  constexpr double kBytesOfValue = 1.5;
  const double n = expert_split(step.how);
  const double reached = n * (1 - std::pow(1 - 1 / n, step.work.experts_active));
  return tokens * reached * (n - 1) / n * step.work.d_model * kBytesOfValue / step.rates.link.bytes_per_s;
}

/// Link time of experts that more devices share than attend together: their layers send tokens there and back.
///
///     t = 2 L_e [ all_reduce_latency() + bytes way/lb ]
///
///   L_e       layers of experts      exchanging_layers()                                  [1]
///   bytes     exchange_line_time() of the tokens of one device
///   way, lb   as all_reduce_bytes_time() has them                                         [1]
///
/// Source: five runs of MLPerf 5.1 (DeepSeek-R1 on 8 B200, data-parallel attention) cannot tell coefficients of its own.
template <class T>
T experts_exchange(const Step& step, const Coefficients<T>& c) {
  const double n = expert_split(step.how);
  if (!(exchanging_layers(step) > 0) || !(n > 1)) {
    return T(0.0);
  }
  const double tokens = std::fmax(step_tokens(step) / n, 1.0);
  return 2 * exchanging_layers(step) *
         (all_reduce_latency(step, c, n) +
          exchange_line_time(step, tokens) * all_reduce_way(step, c) / c.template get<"all_reduce_share">());
}

/// The bytes of the same for a prompt, of which a device works on `tokens`.
template <class T>
T prefill_experts_exchange(const Step& step, const Coefficients<T>& c, double tokens) {
  return 2 * exchanging_layers(step) * exchange_line_time(step, tokens) * prefill_all_reduce_way(step, c) /
         c.template get<"prefill_all_reduce_share">();
}

}  // namespace tokroof::model
