#pragma once
#include <cmath>

#include "model/count/messages.hpp"
#include "model/time/all_reduce.hpp"
#include "model/time/distinct_experts.hpp"
#include "model/time/shares.hpp"

namespace tokroof {

/// Share of a line rate that copies of some kilobytes and more achieve.
/// Source: 13 of 15.8, 26 of 31.5, 52 of 63 GB/s over PCIe 3.0, 4.0, 5.0 x16 (datasets/links.json).
inline constexpr double kCopyShare = 0.83;
/// PCIe 4.0 x16, which most machines with experts on the host have [B/s].
inline constexpr double kUsualHostLinkBytesPerS = 31.5e9;

/// Further seconds for each byte over this link than over the one that the coefficients stand for; negative: it is better.
inline double slower_per_byte(double bytes_per_s, double usual_bytes_per_s) {
  return bytes_per_s > 0 && usual_bytes_per_s > 0 ? (1 / bytes_per_s - 1 / usual_bytes_per_s) / kCopyShare
                                                  : 0.0;
}

/// What the link of this machine adds to link_time(), which knows its class only.
///
///     tensor split   2 L [ (usual/BW_l - 1) bytes_time + max(ar log2 n + d, lat) - ar log2 n ]
///     row split      4 B N/d_model (n-1)/n  (1/BW_l - 1/usual)/0.83
///     layer split    (n-1) [ max(hop + d, lat) - hop + 4 B d_model (1/BW_l - 1/usual)/0.83 ]
///
///   BW_l, usual  line rate of the link, and of the one behind the class's coefficients   LinkRates      [B/s]
///   d            difference of their latencies                                           LinkRates      [s]
///   lat          latency of the link: nothing is faster                                  LinkRates      [s]
///   N/d_model    widths of a step's products together: what a row split gathers
///
/// An all-reduce uses the same share of any line rate, so its bytes scale; a copy's other costs do not.
/// Source: line rates and latencies of datasets/links.json. No coefficient is fitted here.
/// Ignores: contention of several cards behind one switch.
template <class T>
T link_difference(const Step& step, const Coefficients<T>& c) {
  using std::log2;
  const LinkRates& link = step.rates.link;
  if (!(link.bytes_per_s > 0) || !(step.how.devices > 1)) {
    return T(0.0);
  }
  const Work& w = step.work;
  const double n = step.how.devices, number = messages(step).number;
  const double per_byte = slower_per_byte(link.bytes_per_s, link.usual_bytes_per_s);
  // A shorter latency than the usual one's does not go below the link's own, nor make a message slower.
  const auto delayed = [&](const T& usual, double delay_s) {
    if (delay_s >= 0 || usual + delay_s > link.latency_s) {
      return T(delay_s);
    }
    return usual > link.latency_s ? T(link.latency_s - usual) : T(0.0);
  };
  switch (step.how.split) {
    case Split::tensor: {
      const T latency = log2(n) * 1e-6 * c.template get<"all_reduce_latency_us">();
      const T bytes = all_reduce_bytes_time(step, c, w.sequences);
      return number * (bytes * (link.usual_bytes_per_s / link.bytes_per_s - 1) +
                       delayed(latency, link.all_reduce_delay_s));
    }
    case Split::row:
      return T(4 * w.sequences * (w.weights - w.expert_weights) / w.d_model * (n - 1) / n * per_byte);
    case Split::layer:
    case Split::pipeline:
    case Split::rpc: {
      const T hop = 1e-6 * c.template get<"layer_hop_us">();
      return number * (delayed(hop, link.delay_s) + 4 * w.sequences * w.d_model * per_byte);
    }
    case Split::none: break;
  }
  return T(0.0);
}

/// The same for the all-reduces of a prompt of `tokens` tokens: bytes alone count there.
template <class T>
T prefill_link_difference(const Step& step, const Coefficients<T>& c, double tokens) {
  const LinkRates& link = step.rates.link;
  if (!(link.bytes_per_s > 0) || step.how.split != Split::tensor) {
    return T(0.0);
  }
  return 2 * step.work.layers * all_reduce_bytes_time(step, c, tokens) *
         (link.usual_bytes_per_s / link.bytes_per_s - 1);
}

/// How much longer copies through the host take over this slot than over the usual one; 1: not known.
inline double slot_slowness(const Step& step) {
  const double slot = step.rates.link.host_bytes_per_s;
  return slot > 0 ? kUsualHostLinkBytesPerS / slot : 1.0;
}

/// How much longer copies from the host take over a slot narrower than the usual one.
inline double narrow_slot(const Step& step) { return std::fmax(slot_slowness(step), 1.0); }

/// What a card's own lanes add to the crossings of host_offload(): activations go there and come back.
///
///     x 2 4 B d_model (1/BW_h - 1/usual)/0.83
///
///   x   crossings of a step   host_crossings()   [1]
inline double crossing_difference(const Step& step, double crossings) {
  return crossings * 8 * step_tokens(step.work) * step.work.d_model *
         slower_per_byte(step.rates.link.host_bytes_per_s, kUsualHostLinkBytesPerS);
}

}  // namespace tokroof
