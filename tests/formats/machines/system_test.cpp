#include "formats/machines/system.hpp"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include "catalog/device_names.hpp"
#include "formats/machines/child_output.hpp"
#include "formats/machines/memory_modules.hpp"
#include "formats/machines/nvml.hpp"
#include "formats/machines/pci.hpp"
#include "formats/machines/read_machine.hpp"
#include "formats/machines/this_machine.hpp"
#include "model/units.hpp"

namespace tokroof::test {
namespace {

void say(std::string_view text) {
  const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
  (void)written;
}

/// A folder of a test's own, with files in it.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("tokroof-system-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  void file(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((path_ / path).parent_path());
    std::ofstream(path_ / path) << text;
  }
  void program(const std::string& path, const std::string& text) const {
    file(path, text);
    std::filesystem::permissions(path_ / path, std::filesystem::perms::owner_all);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}

/// A memory device of the firmware's tables, as SMBIOS 2.7 has it.
std::string memory_device(int mib, int mts, const std::string& slot) {
  std::string area(0x28, '\0');
  area[0] = 17;
  area[1] = 0x28;
  const auto word = [&](std::size_t at, int value) {
    area[at] = static_cast<char>(value & 255);
    area[at + 1] = static_cast<char>(value >> 8);
  };
  word(0x0A, 64);
  word(0x0C, mib);
  area[0x10] = 2;
  word(0x15, mts);
  return area + std::string("bank\0", 5) + slot + std::string("\0\0", 2);
}

}  // namespace

TEST_CASE("children answer at once, and those that fail, flood or hang answer nothing", "[machine][child]") {
  const auto start = std::chrono::steady_clock::now();
  const auto out = formats::child_outputs({[] { say("first"); },
                                           [] {
                                             say("half");
                                             _exit(3);
                                           },
                                           [] { say(std::string(5000, 'x')); },
                                           [] {
                                             say("and then");
                                             sleep(600);
                                           },
                                           [] {
                                             if (fork() == 0) sleep(600);  // keeps the pipe open
                                             say("parent");
                                           },
                                           [] { say("last"); }},
                                          0.5,
                                          4096);
  CHECK(out == std::vector<std::string>{"first", "", "", "", "", "last"});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  CHECK(formats::child_outputs({}, 1, 10).empty());
}

TEST_CASE("a system is what lies below its root", "[machine][system]") {
  const Folder folder;
  folder.file("proc/meminfo", "MemTotal: 1 kB\n");
  folder.file("sys/word", "0x10de\n");
  folder.program("opt/bin/tool", "#!/bin/sh\necho \"$1 of ${0##*/}\"\n");
  folder.file("opt/bin/no-program", "");
  const formats::System system(folder.path(), "relative:/nowhere:/opt/bin", 20);
  CHECK(system.text("/proc/meminfo") == "MemTotal: 1 kB\n");
  CHECK(system.text("/proc").empty());
  CHECK(system.text("/proc/none").empty());
  CHECK(system.word("/sys/word") == "0x10de");
  CHECK(system.names_in("/opt/bin") == std::vector<std::string>{"no-program", "tool"});
  CHECK(system.program("tool") == (folder.path() / "opt/bin/tool").string());
  CHECK(system.program("no-program").empty());
  CHECK(system.program("sh").empty());
  const auto asked = system.ask({"tool word", "sh -c true"});
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].output == "word of tool\n");
}

TEST_CASE("/proc/cpuinfo of a desktop, of a part of a server, and of an ARM board", "[machine][cpuinfo]") {
  formats::Machine desktop;
  std::string text;
  for (int i = 0; i < 4; ++i) {
    text +=
        "processor\t: " + std::to_string(i) +
        "\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 158\nmodel name\t: Intel(R) Core(TM) i3\n"
        "cpu MHz\t\t: 3600.5\nphysical id\t: 0\nsiblings\t: 4\ncpu cores\t: 2\nflags\t\t: fpu avx avx2 "
        "hypervisor\n\n";
  }
  formats::read_machine_text(text, "cpuinfo", desktop);
  CHECK(desktop.host.cores_per_socket == 2);
  CHECK(desktop.host.sockets == 1);
  CHECK(desktop.host.family == 6);
  CHECK(desktop.host.model == 158);
  CHECK(desktop.host.instructions == "avx avx2");
  CHECK(desktop.host.clock_hz == 3600.5e6);
  CHECK(desktop.host.hypervisor == "not named");

  formats::Machine part;  // a container is shown two of 64 threads
  formats::read_machine_text(
      "processor : 0\nmodel name : AMD EPYC 7543 32-Core Processor\nphysical id : 0\nsiblings : 64\ncpu "
      "cores : 32\n"
      "processor : 1\nmodel name : AMD EPYC 7543 32-Core Processor\nphysical id : 0\nsiblings : 64\ncpu "
      "cores : 32\n",
      "cpuinfo",
      part);
  CHECK(part.host.cores_per_socket == 1);

  formats::Machine arm;
  formats::read_machine_text(
      "processor\t: 0\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n"
      "processor\t: 1\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n",
      "cpuinfo",
      arm);
  CHECK(arm.host.vendor == "ARM");
  CHECK(arm.host.model == 0xd0c);
  CHECK(arm.host.cores_per_socket == 2);
  CHECK(arm.host.instructions == "asimd asimddp");
}

TEST_CASE("the firmware's memory devices, and tables that are cut anywhere", "[machine][smbios]") {
  const std::string other = bytes({0, 4, 1, 0}) + std::string("BIOS\0\0", 6);
  const std::string tables = other + memory_device(16384, 3200, "DIMM_A1") +
                             memory_device(16384, 2666, "DIMM_B1") + memory_device(0, 0, "DIMM_B2") +
                             bytes({127, 4, 9, 0, 0, 0});
  formats::Machine machine;
  CHECK(formats::read_smbios(tables, machine));
  CHECK(machine.host.memory_bytes == 32 * model::kGib);
  CHECK(machine.host.channels == 2);
  CHECK(machine.host.transfers_per_s == 2666e6);
  formats::Machine none;
  CHECK_FALSE(formats::read_smbios(other, none));
  for (std::size_t length = 0; length < tables.size(); ++length) {
    formats::Machine cut;
    formats::read_smbios(std::string_view(tables).substr(0, length), cut);
    CHECK_FALSE(cut.host.memory_bytes > 32 * model::kGib);
  }
}

TEST_CASE("PCI numbers stand for devices that memory tells apart", "[machine][pci]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  using Slugs = std::vector<std::string_view>;
  CHECK(formats::devices_with_pci_id(catalog, "10de:2204:a1", model::kUnknown) == Slugs{"rtx-3090"});
  CHECK(formats::devices_with_pci_id(catalog, "1002:73bf:c1", model::kUnknown) == Slugs{"rx-6800-xt"});
  CHECK(formats::devices_with_pci_id(catalog, "1002:747e:ff", 12 * model::kGib) == Slugs{"rx-7700-xt"});
  CHECK(formats::devices_with_pci_id(catalog, "10de:2803", 16 * model::kGib) == Slugs{"rtx-4060-ti-16gb"});
  CHECK(formats::devices_with_pci_id(catalog, "10de:2204", 48 * model::kGib).empty());
  CHECK(formats::devices_with_pci_id(catalog, "1002:7408", 64 * model::kGib) ==
        Slugs{"mi250x-gcd"});  // half a board each
  CHECK(formats::devices_with_pci_id(catalog, "10de:ffff", model::kUnknown).empty());
  CHECK(formats::devices_with_pci_id(catalog, "", model::kUnknown).empty());
}

TEST_CASE("every device with a PCI number is one that its driver's name leads to", "[machine][pci]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const catalog::DeviceNames names(catalog);
  for (const catalog::PciDevice& row : catalog.data().pci_devices) {
    INFO(row.vendor << ':' << row.device << ' ' << row.slugs);
    const auto hex = [](std::string_view text) {
      return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    };
    CHECK((row.vendor.size() == 4 && row.device.size() == 4 && hex(row.vendor) && hex(row.device)));
    CHECK((row.revision.empty() || (row.revision.size() == 2 && hex(row.revision))));
    const std::string id =
        std::string(row.vendor) + ':' + std::string(row.device) + ':' + std::string(row.revision);
    CHECK_FALSE(
        formats::devices_with_pci_id(catalog, row.revision.empty() ? id.substr(0, 9) : id, model::kUnknown)
            .empty());
  }
}

TEST_CASE("names in the lists that distributions carry", "[machine][pci]") {
  constexpr std::string_view kPci =
      "# comment\n1002  AMD\n\t2204  not this\n10de  NVIDIA Corporation\n# within\n\t2203  GA102 [GeForce "
      "RTX 3090 Ti]\n"
      "\t2204  GA102 [GeForce RTX 3090]\n\t\t10de 147d  board\n\t2335  GH100\n10df  Emulex\n\t2336  other\n";
  CHECK(formats::name_in_pci_ids(kPci, "10de:2204:a1") == "GeForce RTX 3090");
  CHECK(formats::name_in_pci_ids(kPci, "10de:2335") == "GH100");
  CHECK(formats::name_in_pci_ids(kPci, "10de:2336").empty());
  CHECK(formats::name_in_pci_ids(kPci, "8086:2204").empty());
  CHECK(formats::name_in_pci_ids("", "10de:2204").empty());
  constexpr std::string_view kAmd =
      "1.0.0\n744C,\tC8,\tAMD Radeon RX 7900 XTX\n744C,\tCC,\tAMD Radeon RX 7900 XT\n";
  CHECK(formats::name_in_amdgpu_ids(kAmd, "1002:744c:cc") == "AMD Radeon RX 7900 XT");
  CHECK(formats::name_in_amdgpu_ids(kAmd, "1002:744c:00").empty());
  CHECK(formats::name_in_amdgpu_ids(kAmd, "10de:744c:cc").empty());
}

TEST_CASE("what NVIDIA's kernel driver and macOS say", "[machine]") {
  formats::Machine machine;
  formats::read_machine_text(
      "Model: \t\t NVIDIA GeForce RTX 4090\nIRQ:   \t\t 112\nBus Location: \t 0000:01:00.0\n"
      "Model: \t\t NVIDIA GeForce RTX 3090\nBus Location: \t 0000:02:00.0\n",
      "information",
      machine);
  REQUIRE(machine.devices.size() == 2);
  CHECK(machine.devices[1].name == "NVIDIA GeForce RTX 3090");
  CHECK(machine.devices[1].bus_id == "0000:02:00.0");
  formats::Machine mac;
  formats::read_machine_text(
      "hw.memsize: 17179869184\nhw.physicalcpu: 8\nmachdep.cpu.brand_string: Apple M2\n", "sysctl", mac);
  CHECK(mac.host.name == "Apple M2");
  CHECK(mac.host.memory_bytes == 16 * model::kGib);
  CHECK(mac.host.cores_per_socket == 8);
  REQUIRE(mac.devices.size() == 1);  // its graphics have the chip's memory
  CHECK(mac.devices[0].integrated);
  CHECK(mac.host_on_device());
  formats::complete_machine(catalog::DeviceNames(catalog::Catalog::bundled()), mac);
  CHECK(mac.devices[0].slug.starts_with("m2-"));
  for (const std::string& note : mac.notes) CHECK(note.find("no processor is known") == std::string::npos);
  formats::Machine intel;
  formats::read_machine_text(
      "hw.memsize: 17179869184\nmachdep.cpu.brand_string: Intel(R) Core(TM) i9-9980HK CPU\n",
      "sysctl",
      intel);
  CHECK(intel.devices.empty());
}

TEST_CASE("lscpu says of which design a processor is, in several languages", "[machine][lscpu]") {
  const std::string tail = "\nSocket(s): 1\n";
  for (const char* text :
       {"Vendor ID: AuthenticAMD\nModel name: AMD Ryzen 9 9955HX\nCPU family: 26\nModel: 68\n"
        "Core(s) per socket: 16\nCPU max MHz: 5400.0\nFlags: fpu sse2 avx avx2 avx512f",
        "Anbieterkennung: AuthenticAMD\nModellname: AMD Ryzen 9 9955HX\nProzessorfamilie: 26\n"
        "Modell: 68\nKern(e) pro Socket: 16\nCPU max MHz: 5400.0\nMarkierungen: fpu sse2 avx avx2 "
        "avx512f"}) {
    formats::Machine machine;
    formats::read_machine_text(text + tail, "lscpu", machine);
    CHECK(machine.host.vendor == "AuthenticAMD");
    CHECK(machine.host.family == 26);
    CHECK(machine.host.model == 68);
    CHECK(machine.host.instructions == "sse2 avx avx2 avx512f");
    CHECK(machine.host.clock_hz == 5.4e9);
  }
  formats::Machine arm;  // "Model" is a revision there
  formats::read_machine_text(
      "Vendor ID: ARM\nModel name: Neoverse-N1\nModel: 1\nCore(s) per socket: 4" + tail, "lscpu", arm);
  CHECK(std::isnan(arm.host.model));
}

TEST_CASE("NVIDIA's library is asked as nvidia-smi would be, and may be missing", "[machine][nvml]") {
  const formats::System system("", "", 20);
  const std::string rows = system.ask([] { formats::print_nvml(TOKROOF_FAKE_NVML); });
  formats::Machine machine;
  formats::read_machine_text(rows, "nvml", machine);
  formats::complete_machine(catalog::DeviceNames(catalog::Catalog::bundled()), machine);
  REQUIRE(machine.devices.size() == 1);
  CHECK(machine.devices[0].slug == "h200");
  CHECK(machine.devices[0].bus_id == "00000000:0F:00.0");
  CHECK(machine.devices[0].pcie_generation == 5);
  CHECK(machine.devices[0].pcie_lanes == 16);
  CHECK(std::isnan(machine.devices[0].pcie_lanes_max));  // the library has no such function
  CHECK(machine.devices[0].power_limit_w == 700);
  CHECK(system.ask([] { formats::print_nvml("/no/such/library.so"); }).empty());
}

TEST_CASE("an empty root is a machine of which nothing is known", "[machine][system]") {
  const Folder folder;
  const formats::Machine machine = formats::read_system(formats::System(folder.path(), "/usr/bin"),
                                                        catalog::DeviceNames(catalog::Catalog::bundled()));
  CHECK(machine.devices.empty());
  CHECK(machine.host.name.empty());
  CHECK(machine.notes.empty());
}

}  // namespace tokroof::test
