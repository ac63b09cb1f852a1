#pragma once
#include "model/device.hpp"

namespace tokroof::model {

/// The link between the devices of a machine, and of each to its host: the specification, never fitted
/// (catalog/link_rates). Known wherever several devices share a model.
struct LinkRates {
  double bytes_per_s = kUnknown;  ///< one direction, line rate
  double latency_s = 0;           ///< of a message
  double all_reduce_s = 0;        ///< of an all-reduce of some kilobytes over these devices; 0: not listed
  double host_bytes_per_s = kUnknown;  ///< between one device and the host's memory, one direction
  /// The way that a message takes: over the devices' own fabric, over their slots, through the memory of a host as well
  /// (staged copies, Thunderbolt, networks).
  bool over_pcie = false;
  bool through_host = false;

  friend bool operator==(const LinkRates& a, const LinkRates& b) {
    return alike(a.bytes_per_s, b.bytes_per_s) && a.latency_s == b.latency_s &&
           a.all_reduce_s == b.all_reduce_s && alike(a.host_bytes_per_s, b.host_bytes_per_s) &&
           a.over_pcie == b.over_pcie && a.through_host == b.through_host;
  }
};

/// The network between machines, seen from one device: `rates.all_reduce_s` is of one device a machine.
struct Network {
  LinkRates rates;
  double flat_all_reduce_s =
      0;  ///< of a small all-reduce over all devices, were there nothing else between them

  friend bool operator==(const Network&, const Network&) = default;
};

}  // namespace tokroof::model
