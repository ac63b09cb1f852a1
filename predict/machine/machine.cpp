#include "predict/machine/machine.hpp"

#include <algorithm>

#include "catalog/input_error.hpp"

namespace tokroof {

MachineDevice& Machine::device(int index) {
  if (index < 0 || index >= kMostDevices) {
    throw InputError("bad-file", "device " + std::to_string(index) + ": no machine has so many");
  }
  const auto place = std::lower_bound(
      devices.begin(), devices.end(), index, [](const MachineDevice& d, int i) { return d.index < i; });
  if (place != devices.end() && place->index == index) {
    return *place;
  }
  MachineDevice added;
  added.index = index;
  return *devices.insert(place, added);
}

MachineLink& Machine::link(int a, int b) {
  const int low = std::min(a, b), high = std::max(a, b);
  for (MachineLink& l : links) {
    if (l.a == low && l.b == high) {
      return l;
    }
  }
  MachineLink added;
  added.a = low;
  added.b = high;
  return links.emplace_back(added);
}

}  // namespace tokroof
