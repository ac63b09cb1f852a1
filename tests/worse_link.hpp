#pragma once
#include "catalog/entries.hpp"

namespace tokroof {

/// Whether nothing speaks for a link beside another one: lower rate, higher latency, no all-reduce that is listed as faster.
inline bool worse_in_everything(const Link& a, const Link& than) {
  const bool same = a.bytes_per_s == than.bytes_per_s && a.latency_s == than.latency_s;
  if (same || !(a.bytes_per_s <= than.bytes_per_s && a.latency_s >= than.latency_s)) {
    return false;
  }
  for (const AllReduceTime& t : a.all_reduce) {
    for (const AllReduceTime& u : than.all_reduce) {
      if (t.devices == u.devices && t.seconds < u.seconds) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace tokroof
