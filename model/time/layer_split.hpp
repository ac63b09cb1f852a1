#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Link time of a layer split, a pipeline or layers on other hosts (RPC).
///
///     t = (n - 1) hop
///
///   n     devices                                                messages()            [1]
///   hop   hand d_model activations over and start the next one   layer_hop_us          [us]
///
/// A boundary carries 4 d_model bytes a sequence, some 20 kB: microseconds on any PCIe link, so the hop is latency
/// and does not depend on the link's bandwidth. The devices work one after the other: n of them hold more, and
/// decode one stream no faster than one.
/// Ignores: overlap of several streams in a pipeline; vLLM's decode stages showed none.
template <class T>
T layer_split(const Step& step, const Coefficients<T>& c) {
  return messages(step).number * 1e-6 * c.template get<"layer_hop_us">();
}

}  // namespace tokroof
