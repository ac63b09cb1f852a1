#include "catalog/device_set.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::catalog {
namespace {

using Rate = double model::Device::*;
constexpr Rate kRates[] = {&model::Device::bandwidth_bytes_per_s,
                           &model::Device::fp16_flops,
                           &model::Device::int8_ops,
                           &model::Device::fp32_flops,
                           &model::Device::cores,
                           &model::Device::tdp_w};

/// A board whose dies the runtime shows as devices: one of them.
void one_die(model::Device& device) {
  for (const Rate rate : kRates) {
    device.*rate /= device.shown_as;
  }
  device.memory_gib /= device.shown_as;
}

DeviceSet one_entry(const Catalog& catalog, const model::Device* device) {
  DeviceSet set;
  set.found = true;
  if (device->kind == model::DeviceKind::system && !device->part.empty()) {
    set.count = device->part_count > 0 ? device->part_count : 1;
    device = catalog.find_device(device->part);
  }
  set.device = *device;
  set.name = device->slug;
  one_die(set.device);
  return set;
}

/// In the order of the names; empty if one is not known or there is only one.
std::vector<const model::Device*> parts_of(const Catalog& catalog, std::string_view names) {
  std::vector<const model::Device*> parts;
  for (const std::string_view name : split_at(names, '+')) {
    parts.push_back(catalog.find_device(name));
  }
  if (parts.size() == 1 || model::holds(parts, nullptr)) {
    return {};
  }
  return parts;
}

double rate_of(const model::Device& device, Rate rate) {
  return rate == &model::Device::fp32_flops ? model::fp32_peak(device) : device.*rate;
}

}  // namespace

DeviceSet device_set(const Catalog& catalog, std::string_view name, Shares shares) {
  if (const model::Device* device = catalog.find_device(name)) {
    return one_entry(catalog, device);
  }
  const std::vector<const model::Device*> cards = parts_of(catalog, name);
  if (cards.empty()) {
    return {};
  }
  DeviceSet set;
  set.found = true;
  double memory = 0;
  for (const model::Device* card : cards) {
    model::DevicePart& part = set.parts.emplace_back(model::DevicePart{*card, std::string(card->slug)});
    one_die(part.device);
    memory += part.device.memory_gib;
  }
  std::vector<double> split;
  for (const model::DevicePart& part : set.parts) {
    split.push_back(shares == Shares::even ? 1 / static_cast<double>(cards.size())
                                           : part.device.memory_gib / memory);
  }
  set_shares(set, split);
  return set;
}

std::vector<double> parse_shares(std::string_view text, std::size_t n) {
  std::vector<double> shares;
  double sum = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",/"), text.size());
    const auto share = parse_number(text.substr(0, end));
    if (!share || !(*share >= 0)) {
      return {};
    }
    shares.push_back(*share);
    sum += *share;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (shares.size() != n || !(sum > 0)) {
    return {};
  }
  for (double& share : shares) {
    share /= sum;
  }
  return shares;
}

void set_shares(DeviceSet& set, const std::vector<double>& shares) {
  if (set.parts.empty()) {
    set.parts.assign(shares.size(), model::DevicePart{set.device, set.name});
  }
  std::vector<const model::DevicePart*> fastest_first;
  double memory = 0;
  for (std::size_t i = 0; i < set.parts.size(); ++i) {
    set.parts[i].share = shares[i];
    memory += set.parts[i].device.memory_gib;
    fastest_first.push_back(&set.parts[i]);
  }
  // "a+b" and "b+a" are one set, also where both are as fast.
  std::stable_sort(fastest_first.begin(), fastest_first.end(), [](const auto* a, const auto* b) {
    return std::tie(b->device.bandwidth_bytes_per_s, a->name) <
           std::tie(a->device.bandwidth_bytes_per_s, b->name);
  });
  set.device = fastest_first.front()->device;
  const bool alike =
      model::all_of(set.parts, [&](const model::DevicePart& p) { return p.name == set.parts[0].name; });
  set.name = fastest_first.front()->name;
  for (std::size_t i = 1; i < fastest_first.size() && !alike; ++i) {
    set.name += "+" + fastest_first[i]->name;
  }
  for (const Rate rate : kRates) {
    double time = 0;  // how long each part works through its share
    for (const model::DevicePart& part : set.parts) {
      time += part.share / rate_of(part.device, rate);
    }
    set.device.*rate = 1 / time;
  }
  set.device.memory_gib = memory / static_cast<double>(set.parts.size());
  // What goes to all of them waits for the slowest slot.
  for (const model::DevicePart& part : set.parts) {
    for (const Rate slot : {&model::Device::pcie_generation, &model::Device::pcie_lanes}) {
      set.device.*slot = std::fmin(set.device.*slot, part.device.*slot);
    }
  }
}

}  // namespace tokroof::catalog
