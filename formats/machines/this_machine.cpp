#include "formats/machines/this_machine.hpp"

#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/number.hpp"
#include "formats/machines/memory_modules.hpp"
#include "formats/machines/nvml.hpp"
#include "formats/machines/pci.hpp"
#include "formats/machines/read_machine.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

constexpr const char* kNvidiaQuery =
    "nvidia-smi --query-gpu=index,name,pci.bus_id,memory.total,pcie.link.gen.current,pcie.link.gen.max,"
    "pcie.link.width.current,pcie.link.width.max,power.limit,power.default_limit,clocks.sm,clocks.mem,ecc."
    "mode.current --format=csv";

class SystemReader {
 public:
  SystemReader(const System& system, const catalog::DeviceNames& names) : system_(system), names_(names) {}

  Machine read() {
    processor();
    memory();
    accelerators();
    tools();
    unnamed_accelerators();
    engines();
    complete_machine(names_, machine_);
    return std::move(machine_);
  }

 private:
  /// Adds a text under a name; one that is damaged is noted, and nothing else depends on it.
  void take(const std::string& text, const std::string& name) {
    if (text.empty()) return;
    try {
      read_machine_text(text, name, machine_);
    } catch (const catalog::InputError& error) {
      machine_.notes.push_back(fmt::format("{}: {}", error.where, error.message));
    }
  }
  void take_file(const std::string& path) { take(system_.text(path), path); }

  void processor() {
    take_file("/proc/cpuinfo");
    MachineHost& host = machine_.host;
    // A board that is sold as a whole is known by its name, not by its cores'.
    const std::string board = system_.word("/proc/device-tree/model");
    if (!board.empty()) {
      const std::string name = board.substr(0, std::min(board.find(" Model "), board.find(" Developer Kit")));
      if (host.name.empty() || !device_of_board(name).empty()) host.name = name;
    }
    if (host.hypervisor == "not named") {
      const std::string vendor = system_.word("/sys/class/dmi/id/sys_vendor");
      if (!vendor.empty()) host.hypervisor = vendor;
    }
    const double most_khz =
        catalog::parse_number(system_.word("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"))
            .value_or(model::kUnknown);
    if (most_khz >= 1e5 && most_khz <= 1e7) host.clock_hz = most_khz * 1e3;
    double nodes = 0;
    for (const std::string& name : system_.names_in("/sys/devices/system/node")) {
      const bool numbered =
          name.starts_with("node") && catalog::parse_number(std::string_view(name).substr(4));
      nodes += numbered ? 1 : 0;
    }
    if (nodes > 0) host.numa_nodes = nodes;
  }

  std::string device_of_board(const std::string& name) {
    return names_.find(name, machine_.host.memory_bytes / model::kGib).slug;
  }

  void memory() {
    constexpr const char* kTables = "/sys/firmware/dmi/tables/DMI";
    if (read_smbios(system_.text(kTables), machine_)) {
      machine_.sources.push_back({kTables, "SMBIOS"});
    }
    take_file("/proc/meminfo");
  }

  void accelerators() {
    const std::vector<PciFunction> found = pci_accelerators(system_);
    add_pci_accelerators(found, machine_);
    if (!found.empty()) machine_.sources.push_back({"/sys/bus/pci/devices", "PCI"});
    std::string information;
    for (const std::string& name : system_.names_in("/proc/driver/nvidia/gpus")) {
      information += system_.text("/proc/driver/nvidia/gpus/" + name + "/information");
    }
    take(information, "/proc/driver/nvidia");
  }

  [[nodiscard]] std::ptrdiff_t of_vendor(std::string_view pci_vendor) const {
    return std::count_if(machine_.devices.begin(), machine_.devices.end(), [&](const MachineDevice& d) {
      return d.pci_id.starts_with(pci_vendor);
    });
  }

  void tools() {
    const bool nvidia = of_vendor("10de") > 0 || !system_.program("nvidia-smi").empty();
    if (nvidia) nvml();
    std::vector<std::string> commands;
    if (nvidia && !said_by_nvml_) commands.emplace_back(kNvidiaQuery);
    if (of_vendor("10de") > 1) {
      commands.emplace_back("nvidia-smi topo -m");
      commands.emplace_back("nvidia-smi topo -p2p r");
    }
    if (of_vendor("1002") > 1) {
      commands.emplace_back(system_.program("rocm-smi").empty() ? "amd-smi topology" : "rocm-smi --showtopo");
    }
    if (machine_.host.name.empty()) {
      commands.emplace_back("lscpu");
      commands.emplace_back("system_profiler SPHardwareDataType SPDisplaysDataType");
      commands.emplace_back("sysctl hw.memsize hw.physicalcpu hw.packages machdep.cpu.brand_string");
    }
    if (!(machine_.host.channels > 0) && geteuid() == 0) commands.emplace_back("dmidecode -t memory");
    for (const System::Asked& asked : system_.ask(commands)) {
      take(asked.output, asked.command);
    }
  }

  /// Where the driver's package puts its library; under another root there is no loader to look it up.
  void nvml() {
    constexpr const char* kName = "libnvidia-ml.so.1";
    std::string library = system_.is_here() ? kName : "";
    for (const char* folder :
         {"/usr/lib/x86_64-linux-gnu/", "/usr/lib/aarch64-linux-gnu/", "/usr/lib64/", "/usr/lib/wsl/lib/"}) {
      const std::string file = system_.at(std::string(folder) + kName).string();
      const bool needed = library.empty() || std::string_view(folder).find("wsl") != std::string_view::npos;
      if (needed && access(file.c_str(), R_OK) == 0) library = file;
    }
    if (library.empty()) return;
    const std::string rows = system_.ask([&] { print_nvml(library); });
    said_by_nvml_ = !rows.empty();
    take(rows, kName);
  }

  /// Devices that neither a driver nor the catalog names: the distribution's lists may.
  void unnamed_accelerators() {
    for (MachineDevice& d : machine_.devices) {
      if (d.pci_id.empty() || !d.name.empty() ||
          !devices_with_pci_id(names_.catalog(), d.pci_id, model::kUnknown).empty()) {
        continue;
      }
      d.name = name_in_amdgpu_ids(system_.text("/usr/share/libdrm/amdgpu.ids"), d.pci_id);
      for (const char* list : {"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"}) {
        if (d.name.empty()) d.name = name_in_pci_ids(system_.text(list), d.pci_id);
      }
    }
  }

  void engines() {
    for (const catalog::EngineCommand& c : names_.catalog().data().engine_commands) {
      if (!system_.program(c.command).empty()) {
        machine_.engines.push_back({std::string(c.engine), std::string(c.command)});
      }
    }
  }

  const System& system_;
  const catalog::DeviceNames& names_;
  Machine machine_;
  bool said_by_nvml_ = false;
};

}  // namespace

Machine read_system(const System& system, const catalog::DeviceNames& names) {
  return SystemReader(system, names).read();
}

}  // namespace tokroof::formats
