#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/count/machines.hpp"
#include "model/step.hpp"
#include "model/time/all_reduce.hpp"
#include "model/time/link_rate.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// Seconds for the bytes of one all-to-all of `tokens` tokens of a device over the n devices of a stage, `share` of them at
/// one fabric's line rate: each token goes to the devices that hold its experts, or comes back from them.
///
///     t = share tokens n (1 - (1 - 1/n)^k) (n-1)/n d_model 1.5 bytes / BW
///
///   n (1 - (1 - 1/n)^k)   devices that hold any of a token's k experts, experts being anywhere   [1]
///   1.5                   a value there is a byte (FP8), a value back two
///   BW                    line rate of the link, one direction      LinkRates::bytes_per_s       [B/s]
///
/// Source: DeepSeek-AI, "DeepSeek-V3 Technical Report", 2024, section 3.2.2 (dispatch in FP8, combine in BF16).
/// Ignores: engines that gather all tokens everywhere; those that send a token to a machine once and on inside it, and
/// routers that keep a token to few machines (between machines predicted too slow).
inline double exchange_line_time(const Step& step, const LinkRates& link, double tokens, double share = 1) {
  constexpr double kBytesOfValue = 1.5;
  const double n = expert_split(step.how);
  const double reached = n * (1 - std::pow(1 - 1 / n, step.work.experts_active));
  return share * (tokens * reached * (n - 1) / n * step.work.d_model * kBytesOfValue / link.bytes_per_s);
}

/// Of what a device sends to others, the share that leaves its machine: its n - 1 counterparts are equally likely to hold
/// an expert, m - 1 of them are in its machine, so (n-m)/(n-1).
inline double share_that_leaves(double n, const Span& span) { return (n - span.devices) / (n - 1); }

/// One exchange of experts that more devices share than attend together: their layers send tokens there, or back.
///
///     one machine    t = all_reduce_latency() + bytes way/lb
///     several        (1 - s) of the bytes over the link and s of them over the network, the latencies of both levels; or
///                    all of it over the network, where that is faster
///
///   bytes     exchange_line_time() of the tokens of one device
///   s         share_that_leaves()                                                         [1]
///   way, lb   as all_reduce_bytes_time() has them                                         [1]
///
/// The bytes are between those of the link alone and of the network alone, as a mean of both is.
/// Source: five runs of MLPerf 5.1 (DeepSeek-R1 on 8 B200, data-parallel attention) cannot tell coefficients of its own.
/// Ignores: that both levels send at the same time (predicted too slow by at most the shorter of both).
template <class T>
T experts_exchange_once(const Step& step, const Coefficients<T>& c) {
  const double n = expert_split(step.how);
  const double tokens = std::fmax(step_tokens(step) / n, 1.0);
  const auto bytes = [&](const LinkRates& link, double share) {
    return T(exchange_line_time(step, link, tokens, share) * all_reduce_way(step, c, link) /
             c.template get<"all_reduce_share">());
  };
  const LinkRates &link = step.rates.link, &network = step.rates.network.rates;
  const Span span = span_of(step.how, n);
  if (!(span.machines > 1)) {
    return all_reduce_latency(step, c, link.all_reduce_s, n) + bytes(link, 1);
  }
  const T flat = all_reduce_latency(step, c, step.rates.network.flat_all_reduce_s, n) + bytes(network, 1);
  if (!(span.devices > 1)) {
    return flat;
  }
  const double leaves = share_that_leaves(n, span);
  const T levels = all_reduce_latency(step, c, link.all_reduce_s, span.devices) + bytes(link, 1 - leaves) +
                   all_reduce_latency(step, c, network.all_reduce_s, span.machines) + bytes(network, leaves);
  return faster_way(levels, flat);
}

/// Of a step: there and back at each of the layers of experts, exchanging_layers().
template <class T>
T experts_exchange(const Step& step, const Coefficients<T>& c) {
  const double layers = exchanging_layers(step);
  return layers > 0 && expert_split(step.how) > 1 ? T(2 * layers * experts_exchange_once(step, c)) : T(0.0);
}

/// The bytes of the same for a prompt, of which a device works on `tokens`.
template <class T>
T prefill_experts_exchange(const Step& step, const Coefficients<T>& c, double tokens) {
  if (!(exchanging_layers(step) > 0)) {
    return T(0.0);
  }
  const auto bytes = [&](const LinkRates& link, double share) {
    return T(2 * exchanging_layers(step) * exchange_line_time(step, link, tokens, share) *
             prefill_all_reduce_way(step, c, link) / c.template get<"prefill_all_reduce_share">());
  };
  const double n = expert_split(step.how);
  const Span span = span_of(step.how, n);
  if (!(span.machines > 1)) {
    return bytes(step.rates.link, 1);
  }
  const double leaves = share_that_leaves(n, span);
  const T levels = bytes(step.rates.link, 1 - leaves) + bytes(step.rates.network.rates, leaves);
  const T flat = bytes(step.rates.network.rates, 1);
  return faster_way(levels, flat);
}

}  // namespace tokroof::model
