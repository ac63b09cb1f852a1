#include "formats/machines/machine.hpp"

#include <algorithm>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

bool same_bus_address(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view address) {
    const std::string text = catalog::lower_case(address);
    return text.substr(std::min(text.find_first_not_of('0'), text.size()));
  };
  return !a.empty() && plain(a) == plain(b);
}

bool Machine::host_on_device() const {
  return !host.name.empty() && model::any_of(devices, [&](const MachineDevice& d) {
    return d.integrated && d.name.starts_with(host.name);
  });
}

MachineDevice& Machine::device(int index) {
  if (index < 0 || index >= kMostDevices) {
    throw catalog::InputError("bad-file", "device " + std::to_string(index) + ": no machine has so many");
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

MachineDevice& Machine::device_at(const std::string& bus_id, int index) {
  for (MachineDevice& d : devices) {
    if (same_bus_address(d.bus_id, bus_id)) return d;
  }
  const auto taken = [&](int i) {
    return model::any_of(devices, [&](const MachineDevice& d) { return d.index == i && !d.bus_id.empty(); });
  };
  while (taken(index)) ++index;
  MachineDevice& d = device(index);
  d.bus_id = bus_id;
  return d;
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

}  // namespace tokroof::formats
