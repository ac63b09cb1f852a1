#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof {

/// A device by name; names joined by '+' are one device with the memory-weighted harmonic mean of their rates (what
/// a split by memory sees). A system counts as its parts: `count` of them. Null device slug: not found.
struct DeviceSet {
  Device device;
  std::string name;
  double count = 1;
  bool found = false;
};
DeviceSet device_set(const Catalog& catalog, std::string_view name);

}  // namespace tokroof
