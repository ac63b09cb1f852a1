#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "model/device.hpp"

namespace tokroof {

/// The links of the catalog that a device carries beside PCIe (NVLink, Infinity Fabric, ...), the usual one first.
std::vector<std::string_view> fabrics_of(const Device& device);

/// The first fabric that begins with `prefix` and that all devices carry; empty: none.
std::string_view common_fabric(std::span<const Device* const> devices, std::string_view prefix);

}  // namespace tokroof
