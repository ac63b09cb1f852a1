#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"
#include "model/time/link_rate.hpp"

namespace tokroof::model {

/// Link time of a layer split, layers on other hosts (RPC), or the stages of a pipeline.
///
///     t = b [ hop + latency + 4 tokens d_model/(0.83 BW) ]          summed over both kinds of b
///
///   b        n - 1 devices or stages                            boundaries()             [1]
///            of them, those between machines                    network_boundaries()     [1]
///   hop      take the activations and start the next device     layer_hop_us             [us]
///   latency  of a message over its link, or the network         LinkRates::latency_s     [s]
///   BW       line rate of the same                              LinkRates::bytes_per_s   [B/s]
///
/// A boundary carries 4 d_model bytes a token, some 20 kB: microseconds on any PCIe link. The devices work one after the
/// other: n of them hold more, and decode one stream no faster than one.
/// Ignores: software that a boundary between machines takes beyond one inside.
template <class T>
T layer_split(const Step& step, const Coefficients<T>& c) {
  const T hop = 1e-6 * c.template get<"layer_hop_us">();
  return at_boundaries(step, [&](const LinkRates& link) { return T(hop + link.latency_s); }) +
         boundary_bytes_time(step, step_tokens(step));
}

}  // namespace tokroof::model
