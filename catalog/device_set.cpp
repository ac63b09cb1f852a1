#include "catalog/device_set.hpp"

#include <algorithm>
#include <vector>

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

/// Fastest first, so that "a+b" and "b+a" are one set; empty if a name is not known or there is only one.
std::vector<const Device*> parts_of(const Catalog& catalog, std::string_view names) {
  std::vector<const Device*> parts;
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find('+', begin), names.size());
    parts.push_back(catalog.find_device(names.substr(begin, end - begin)));
    begin = end + 1;
  }
  if (parts.size() == 1 || std::find(parts.begin(), parts.end(), nullptr) != parts.end()) {
    return {};
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Device* a, const Device* b) {
    return a->bandwidth_bytes_per_s > b->bandwidth_bytes_per_s;
  });
  return parts;
}

double rate_of(const Device& device, Rate rate) {
  return rate == &Device::fp32_flops ? fp32_peak(device) : device.*rate;
}

}  // namespace

DeviceSet device_set(const Catalog& catalog, std::string_view name) {
  if (const Device* device = catalog.find_device(name)) {
    return one_entry(catalog, device);
  }
  const std::vector<const Device*> parts = parts_of(catalog, name);
  if (parts.empty()) {
    return {};
  }
  DeviceSet set;
  set.found = true;
  set.device = *parts.front();
  double memory = 0;
  for (const Device* part : parts) {
    memory += part->memory_gib;
    set.name += (set.name.empty() ? "" : "+") + std::string(part->slug);
  }
  for (const Rate rate : kRates) {
    double work = 0;  // memory over rate: how long each part works through its share
    for (const Device* part : parts) {
      work += part->memory_gib / rate_of(*part, rate);
    }
    set.device.*rate = memory / work;
  }
  set.device.memory_gib = memory / static_cast<double>(parts.size());
  return set;
}

}  // namespace tokroof
