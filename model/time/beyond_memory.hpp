#pragma once
#include "model/time/distinct_experts.hpp"
#include "model/time/link_rate.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// Share of a drive's sequential rate at which mapped weights stream in, one request at a time: 4.2 of 7.45 GB/s
/// (Samsung 990 Pro), 6.8 of 12.4 GB/s (Crucial T700) in guide 3.
inline constexpr double kMappedReadShare = 0.56;

/// Crossings between device and host in a step: one a layer with experts on the host, one for a block of whole
/// layers, and those that single tensors make.
inline double host_crossings(const Step& step) {
  const Conditions& how = step.how;
  return step.work.moe_layers * host_experts(how) + (how.host_layer_share > 0 ? 1.0 : 0.0) +
         how.host_tensor_crossings;
}

/// Seconds to read over the link what the devices' memory does not hold.
///
///     t = o W_d/(0.83 BW_h)
///
///   o     share of the weights beyond the memory    Conditions::spilled_share      [1]
///   W_d   weight bytes that a device reads a step    device_share()                 [B]
///   BW_h  line rate between device and host          LinkRates::host_bytes_per_s    [B/s]
///
/// Drivers that page device memory to the host ("sysmem fallback") leave it there and read it across the link.
/// Ignores: that the device then reads less from its own memory (under 5 % of this time).
inline double spill_time(const Step& step) {
  return step.how.spilled_share > 0 ? step.how.spilled_share * device_share(step).weight_bytes /
                                          (kCopyShare * step.rates.link.host_bytes_per_s)
                                    : 0.0;
}

/// Seconds to read from storage what the host's memory does not hold: mapped weights, read again every step.
///
///     t = f W_h/(0.56 BW_s)
///
///   f     share of the host's weights beyond its memory   Conditions::stored_share             [1]
///   W_h   bytes that the host reads a step                host_weight_bytes()                  [B]
///   BW_s  sequential read rate of the drive               Rates::storage_bytes_per_s           [B/s]
///
/// Valid for: a cache that keeps what fits. One that evicts what is needed next reads all of W_h: up to 1/f slower.
inline double storage_time(const Step& step) {
  return step.how.stored_share > 0 ? step.how.stored_share * host_weight_bytes(step) /
                                         (kMappedReadShare * step.rates.storage_bytes_per_s)
                                   : 0.0;
}

}  // namespace tokroof::model
