#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/device_names.hpp"
#include "formats/machines/machine.hpp"

namespace tokroof::formats {

/// Adds what a tool's output says to a machine; several outputs may follow each other in one text. Throws InputError
/// (bad-file) where no known tool wrote it.
void read_machine_text(std::string_view text, const std::string& file, Machine& machine);

/// Names, links and their rates, once everything is read.
void complete_machine(const catalog::DeviceNames& names, Machine& machine);

/// Most bytes of a tool's output that are read.
inline constexpr std::size_t kMostToolBytes = 16 << 20;

}  // namespace tokroof::formats
