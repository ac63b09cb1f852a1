#pragma once
#include "catalog/device_names.hpp"
#include "formats/machines/machine.hpp"
#include "formats/machines/system.hpp"

namespace tokroof::formats {

/// What a system says of itself, completed (names, links and their rates). Needs neither a vendor's tool nor other rights:
///
///     processor    /proc/cpuinfo, /sys/devices/system, the device tree; lscpu where those do not name it
///     memory       /proc/meminfo; its modules from the firmware's tables, which only root may read
///     accelerators the PCI bus (/sys/bus/pci/devices) with what AMD's driver tells there, /proc/driver/nvidia
///     NVIDIA       its management library, else nvidia-smi; nvidia-smi topo for the ways between several
///     AMD          rocm-smi or amd-smi for the ways between several
///     a Mac        system_profiler, sysctl
///     engines      their programs on the search path
///
/// What is not there is no note: other things say the same. Programs have a time limit (System).
Machine read_system(const System& system, const catalog::DeviceNames& names);

}  // namespace tokroof::formats
