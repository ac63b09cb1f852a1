#include "catalog/device_set.hpp"

#include <algorithm>

#include "model/rates.hpp"

namespace tokroof {
namespace {

using Rate = double Device::*;
constexpr Rate kRates[] = {&Device::bandwidth_bytes_per_s,
                           &Device::fp16_flops,
                           &Device::int8_ops,
                           &Device::fp32_flops,
                           &Device::cores,
                           &Device::tdp_w};

/// A board whose dies the runtime shows as devices: one of them.
void one_die(Device& device) {
  for (const Rate rate : kRates) {
    device.*rate /= device.shown_as;
  }
  device.memory_gib /= device.shown_as;
}

DeviceSet one_entry(const Catalog& catalog, const Device* device) {
  DeviceSet set;
  set.found = true;
  if (device->kind == DeviceKind::system && !device->part.empty()) {
    set.count = device->part_count > 0 ? device->part_count : 1;
    device = catalog.find_device(device->part);
  }
  set.device = *device;
  set.name = device->slug;
  one_die(set.device);
  return set;
}

}  // namespace

DeviceSet device_set(const Catalog& catalog, std::string_view name) {
  if (const Device* device = catalog.find_device(name)) {
    return one_entry(catalog, device);
  }
  DeviceSet set;
  double memory = 0, parts = 0;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('+', begin), name.size());
    const Device* part =
        begin == 0 && end == name.size() ? nullptr : catalog.find_device(name.substr(begin, end - begin));
    if (part == nullptr) {
      return {};
    }
    if (parts == 0) {
      set.device = *part;
      for (const Rate rate : kRates) {
        set.device.*rate = 0;
      }
    }
    for (const Rate rate : kRates) {  // memory over rate: seconds to work through it
      set.device.*rate += part->memory_gib / (rate == &Device::fp32_flops ? fp32_peak(*part) : part->*rate);
    }
    memory += part->memory_gib;
    parts += 1;
    set.name += (parts > 1 ? "+" : "") + std::string(part->slug);
    begin = end + 1;
  }
  for (const Rate rate : kRates) {
    set.device.*rate = memory / (set.device.*rate);
  }
  set.device.memory_gib = memory / parts;
  set.found = true;
  return set;
}

}  // namespace tokroof
