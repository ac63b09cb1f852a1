#pragma once
#include <string>

namespace tokroof::formats {

/// Prints to standard output what NVIDIA's management library says of its devices, as the rows that
/// `nvidia-smi --query-gpu=... --format=csv` prints; nothing where the library is not there or finds no device. It runs in
/// a process of its own: the library talks to the driver, which may hang.
///
/// The library is loaded when it is asked for (dlopen) and its few functions are declared here: it comes with the driver,
/// never with a distribution, and its header would be a build dependency of a gigabyte for eight lines.
///
/// Source: https://docs.nvidia.com/deploy/nvml-api (nvmlDeviceGetMemoryInfo, nvmlDeviceGetEnforcedPowerLimit, ...)
void print_nvml(const std::string& library);

}  // namespace tokroof::formats
