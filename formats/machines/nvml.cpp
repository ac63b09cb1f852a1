#include "formats/machines/nvml.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <array>

#include <fmt/format.h>

#include "model/units.hpp"

namespace tokroof::formats {
namespace {

// As nvml.h declares them. 0 is success everywhere.
using Handle = struct nvmlDevice_st*;
struct Memory {
  unsigned long long total, free, used;
};
struct PciInfo {
  char bus_id_legacy[16];
  unsigned int domain, bus, device, pci_device_id, pci_subsystem_id;
  char bus_id[32];
};

class Library {
 public:
  explicit Library(const std::string& file) : handle_(dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL)) {}

  template <class... Arguments>
  [[nodiscard]] bool call(const char* name, Arguments... arguments) const {
    using Function = int (*)(Arguments...);
    void* symbol = handle_ != nullptr ? dlsym(handle_, name) : nullptr;
    return symbol != nullptr && reinterpret_cast<Function>(symbol)(arguments...) == 0;
  }

 private:
  void* handle_;
};

std::string row(const Library& nvml, unsigned index, Handle device) {
  std::array<char, 96> name{};
  PciInfo pci{};
  Memory memory{};
  constexpr const char* kUnsaid = "[N/A]";
  std::string out = std::to_string(index);
  const auto cell = [&](bool known, const std::string& text) { out += ", " + (known ? text : kUnsaid); };
  const bool named =
      nvml.call("nvmlDeviceGetName", device, name.data(), static_cast<unsigned>(name.size() - 1));
  cell(named, name.data());
  // What a function fills in is read after it: arguments of one call have no order.
  const bool located = nvml.call("nvmlDeviceGetPciInfo_v3", device, &pci);
  cell(located, pci.bus_id);
  const bool sized = nvml.call("nvmlDeviceGetMemoryInfo", device, &memory);
  cell(sized, fmt::format("{:.0f} MiB", static_cast<double>(memory.total) / model::kMib));
  unsigned value = 0;
  const auto number = [&](const char* function) {
    const bool known = nvml.call(function, device, &value);
    cell(known, std::to_string(value));
  };
  const auto watts = [&](const char* function) {
    const bool known = nvml.call(function, device, &value);
    cell(known, fmt::format("{:.2f} W", value / 1e3));
  };
  number("nvmlDeviceGetCurrPcieLinkGeneration");
  number("nvmlDeviceGetMaxPcieLinkGeneration");
  number("nvmlDeviceGetCurrPcieLinkWidth");
  number("nvmlDeviceGetMaxPcieLinkWidth");
  watts("nvmlDeviceGetEnforcedPowerLimit");
  watts("nvmlDeviceGetPowerManagementDefaultLimit");
  return out + '\n';
}

}  // namespace

void print_nvml(const std::string& library) {
  const Library nvml(library);
  unsigned count = 0;
  if (!nvml.call("nvmlInit_v2") || !nvml.call("nvmlDeviceGetCount_v2", &count)) {
    return;
  }
  std::string out =
      "index, name, pci.bus_id, memory.total [MiB], pcie.link.gen.current, pcie.link.gen.max, "
      "pcie.link.width.current, pcie.link.width.max, power.limit [W], power.default_limit [W]\n";
  for (unsigned i = 0; i < count; ++i) {
    Handle device = nullptr;
    if (nvml.call("nvmlDeviceGetHandleByIndex_v2", i, &device)) {
      out += row(nvml, i, device);
    }
  }
  for (std::size_t at = 0; count > 0 && at < out.size();) {
    const ssize_t written = ::write(STDOUT_FILENO, out.data() + at, out.size() - at);
    if (written <= 0) return;
    at += static_cast<std::size_t>(written);
  }
}

}  // namespace tokroof::formats
