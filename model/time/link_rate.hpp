#pragma once
#include <cmath>

#include "model/count/machines.hpp"
#include "model/count/messages.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// Every link obeys one law: a message takes its latency and its bytes over the rate of the link that there is.
///
///     t = latency + bytes/(share BW)
///
/// What software adds to a message is fitted (all_reduce, layer_split, row_split); line rate and latency are the link's
/// own. Nothing is subtracted: no link makes a message faster than its bytes over its line rate.
/// Source: alpha-beta model; Hockney, Parallel Computing 20(3), 1994. Rates and latencies: datasets/links.json.
/// Ignores: contention of several cards behind one switch, and behind one port of a network: the catalog's rate is taken as each
/// device's own, as in servers with a port a device.

/// Share of a line rate that copies of some kilobytes and more achieve.
/// Source: 13 of 15.8, 26 of 31.5, 52 of 63 GB/s over PCIe 3.0, 4.0, 5.0 x16 (datasets/links.json).
inline constexpr double kCopyShare = 0.83;
inline constexpr double kFloatBytes = 4;  ///< llama.cpp hands activations over as FP32

/// How much longer something takes over the way that there is than over the devices' own fabric.
///
///     1 + p [over PCIe] + h [through the memory of a host]
///
/// Each part of the way adds to the one before it, so a shorter way is never slower, and neither is a faster link.
template <class T>
T link_way(const LinkRates& link, const T& pcie_more, const T& host_more) {
  T way(1.0);
  if (link.over_pcie) {
    way += pcie_more;
  }
  if (link.through_host) {
    way += host_more;
  }
  return way;
}

/// An exchange between devices of several machines takes the faster way: both levels, inside machines and between them, or
/// the network alone.
template <class T>
T faster_way(const T& levels, const T& network_alone) {
  return levels > network_alone ? network_alone : levels;
}

/// Seconds to copy `bytes` over a link.
inline double copy_time(const LinkRates& link, double bytes) {
  return bytes / (kCopyShare * link.bytes_per_s);
}

/// Seconds at all boundaries of a layer split, or of stages, of which one takes `seconds(link)`.
///     (b - b_n) seconds(link) + b_n seconds(network)
///   b, b_n   boundaries, those between machines      boundaries(), network_boundaries()   [1]
template <class F>
auto at_boundaries(const Step& step, F seconds) {
  const double between = network_boundaries(step.how);
  auto t = (boundaries(step.how) - between) * seconds(step.rates.link);
  if (between > 0) {
    t += between * seconds(step.rates.network.rates);
  }
  return t;
}

/// Of them, those of the bytes of `tokens` tokens' activations.
///     4 tokens d_model/(0.83 BW) a boundary
inline double boundary_bytes_time(const Step& step, double tokens) {
  const double bytes = kFloatBytes * tokens * step.work.d_model;
  return at_boundaries(step, [&](const LinkRates& link) { return copy_time(link, bytes); });
}

/// PCIe 4.0 x16, the slot that most machines of the bundled runs have [B/s].
inline constexpr double kUsualSlotBytesPerS = 31.5e9;

/// How much longer copies from the host take over a slot narrower than the usual one.
inline double narrow_slot(const Step& step) {
  const double slot = step.rates.link.host_bytes_per_s;
  return slot > 0 ? std::fmax(kUsualSlotBytesPerS / slot, 1.0) : 1.0;
}

/// Seconds of the activations that go to the host and come back in a step, over the card's own lanes.
///
///     t = x 2 4 tokens d_model/(0.83 BW_h)          0 where device and host share their memory
///
///   x   crossings of a step   host_crossings()   [1]
inline double crossing_bytes_time(const Step& step, double crossings) {
  const double slot = step.rates.link.host_bytes_per_s;
  return slot > 0 ? crossings * 2 * kFloatBytes * step_tokens(step) * step.work.d_model / (kCopyShare * slot)
                  : 0.0;
}

}  // namespace tokroof::model
