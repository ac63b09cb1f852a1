#pragma once
#include "model/device.hpp"

namespace tokroof {

/// The link of a machine beside the one on which the coefficients of its class were fitted (catalog/link_rates).
/// Unknown: not stated, taken as the usual one.
struct LinkRates {
  double bytes_per_s = kUnknown;        ///< one direction, line rate
  double usual_bytes_per_s = kUnknown;  ///< of the link behind the class's coefficients
  double delay_s = 0;                   ///< of a message, beyond that of the usual link; may be negative
  double all_reduce_delay_s = 0;        ///< of a small all-reduce over these devices, likewise
  double latency_s = 0;                 ///< no message is faster
  double host_bytes_per_s = kUnknown;   ///< between one device and the host's memory, one direction

  friend bool operator==(const LinkRates& a, const LinkRates& b) {
    return alike(a.bytes_per_s, b.bytes_per_s) && alike(a.usual_bytes_per_s, b.usual_bytes_per_s) &&
           a.delay_s == b.delay_s && a.all_reduce_delay_s == b.all_reduce_delay_s &&
           a.latency_s == b.latency_s && alike(a.host_bytes_per_s, b.host_bytes_per_s);
  }
};

}  // namespace tokroof
