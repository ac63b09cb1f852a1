#pragma once
#include <string>
#include <string_view>

#include "catalog/device_names.hpp"
#include "formats/machines/machine.hpp"

namespace tokroof::formats {

/// The catalog's entry for a processor as lscpu calls it ("Intel(R) Xeon(R) CPU E5-2697 v4 @ 2.30GHz"). Empty: none.
std::string host_by_cpu_name(const catalog::DeviceNames& names, std::string_view name);

/// Fills the slugs of a machine, from devices as their drivers call them ("Tesla V100-PCIE-16GB"): the entry whose words are
/// all in the name, the most of them; cards of one name are told apart by their memory. What has none is noted with the
/// nearest names.
void name_machine(const catalog::DeviceNames& names, Machine& machine);

}  // namespace tokroof::formats
