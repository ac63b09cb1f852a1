#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "formats/machines/machine.hpp"

namespace tokroof::formats {

/// One "Memory Device" of the firmware's tables.
struct MemoryModule {
  double bytes = 0;  ///< 0: an empty slot
  double configured_mts = model::kUnknown, rated_mts = model::kUnknown, data_bits = model::kUnknown;
  std::string locator, bank;
  bool sized = false;       ///< its size was said
  bool persistent = false;  ///< keeps its contents: no memory to compute from
};

/// Channels, memory and pace of the host from its modules; what is unusual about them is noted.
void add_memory_modules(const std::vector<MemoryModule>& modules, Machine& machine);

/// The firmware's tables as /sys/firmware/dmi/tables/DMI holds them. False: no memory device is in them. Damaged ones are
/// read as far as they hold together.
///
/// Source: DMTF DSP0134, System Management BIOS, 7.18 (memory device, type 17)
bool read_smbios(std::string_view tables, Machine& machine);

}  // namespace tokroof::formats
