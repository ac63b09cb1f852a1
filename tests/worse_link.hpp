#pragma once
#include <cstdlib>
#include <string_view>

#include "catalog/entries.hpp"

namespace tokroof::test {

/// The way that messages take: 0 over the devices' own fabric, 1 over their slots, 2 through a host's memory too.
inline int way_of(const catalog::Link& link) {
  const auto begins = [&](std::string_view with) { return link.slug.starts_with(with); };
  if (begins("nvlink") || begins("xgmi") || begins("xe-link") || begins("gaudi") || begins("tt-eth")) {
    return 0;
  }
  return link.slug.ends_with("-p2p") || begins("oculink") || begins("m2-") ? 1 : 2;
}

/// Of "pcie4x16-p2p".
inline long lanes_of(const catalog::Link& link) { return std::strtol(link.slug.data() + 6, nullptr, 10); }

/// Whether nothing speaks for a link beside another one: a longer way, lower rate, higher latency, no all-reduce that is listed as faster.
inline bool worse_in_everything(const catalog::Link& a, const catalog::Link& than) {
  const bool same = a.bytes_per_s == than.bytes_per_s && a.latency_s == than.latency_s;
  if (same || way_of(a) < way_of(than) ||
      !(a.bytes_per_s <= than.bytes_per_s && a.latency_s >= than.latency_s)) {
    return false;
  }
  if (a.all_reduce.size() != than.all_reduce.size()) {
    return false;  // what one is listed with is not known of the other
  }
  // A slot has a rate of its own beside that from card to card.
  const bool slots = a.slug.starts_with("pcie"), both = slots && than.slug.starts_with("pcie");
  if (slots && (!both || a.slug[4] > than.slug[4] || lanes_of(a) > lanes_of(than))) {
    return false;
  }
  for (const catalog::AllReduceTime& t : a.all_reduce) {
    for (const catalog::AllReduceTime& u : than.all_reduce) {
      if (t.devices == u.devices && t.seconds < u.seconds) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace tokroof::test
