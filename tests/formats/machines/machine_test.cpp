#include "formats/machines/machine.hpp"
#include "catalog/json_file.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "api/apply_machine.hpp"
#include "catalog/input_error.hpp"
#include "formats/machines/machine_json.hpp"
#include "formats/machines/machine_names.hpp"
#include "formats/machines/read_machine.hpp"

namespace tokroof::test {
namespace {

// Three V100 in a machine of two sockets: one behind the first, two behind the second.
constexpr const char* kTopology =
    "\t\x1b[4mGPU0\tGPU1\tGPU2\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\x1b[0m\n"
    "GPU0\t X \tSYS\tSYS\t0-17,36-53\t0\t\tN/A\n"
    "GPU1\tSYS\t X \tPHB\t18-35,54-71\t1\t\tN/A\n"
    "GPU2\tSYS\tPHB\t X \t18-35,54-71\t1\t\tN/A\n"
    "\n"
    "Legend:\n"
    "\n"
    "  X    = Self\n"
    "  SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes (e.g., "
    "QPI/UPI)\n";

constexpr const char* kPeers =
    " \tGPU0\tGPU1\tGPU2\t\n"
    " GPU0\tX\tCNS\tCNS\t\n"
    " GPU1\tCNS\tX\tOK\t\n"
    " GPU2\tCNS\tOK\tX\t\n"
    "\n"
    "Legend:\n"
    "  X    = Self\n"
    "  OK   = Status Ok\n";

constexpr const char* kCsv =
    "index, name, memory.total [MiB], pcie.link.gen.current, pcie.link.gen.max, pcie.link.width.current, "
    "pcie.link.width.max, power.limit [W], power.default_limit [W], ecc.mode.current\n"
    "0, Tesla V100-PCIE-16GB, 16384 MiB, 3, 3, 16, 16, 250.00 W, 250.00 W, Enabled\n"
    "1, Tesla V100-PCIE-16GB, 16384 MiB, 1, 3, 8, 16, 150.00 W, 250.00 W, Enabled\n"
    "2, Tesla V100-PCIE-16GB, 16384 MiB, 3, 3, 16, 16, 250.00 W, 250.00 W, [N/A]\n";

constexpr const char* kLscpu =
    "Architecture:                    x86_64\n"
    "CPU op-mode(s):                  32-bit, 64-bit\n"
    "CPU(s):                          72\n"
    "Thread(s) per core:              2\n"
    "Core(s) per socket:              18\n"
    "Socket(s):                       2\n"
    "NUMA node(s):                    2\n"
    "Vendor ID:                       GenuineIntel\n"
    "Model name:                      Intel(R) Xeon(R) CPU E5-2697 v4 @ 2.30GHz\n"
    "NUMA node0 CPU(s):               0-17,36-53\n";

std::string module(const char* locator, const char* bank, const char* size, const char* speed = "2400 MT/s") {
  return std::string("Handle 0x1, DMI type 17, 40 bytes\nMemory Device\n\tSize: ") + size +
         "\n\tLocator: " + locator + "\n\tBank Locator: " + bank +
         "\n\tType: DDR4\n\tSpeed: 2666 MT/s\n\tConfigured Memory Speed: " + speed + "\n\n";
}

formats::Machine read(std::initializer_list<std::string> texts) {
  formats::Machine m;
  for (const std::string& text : texts) formats::read_machine_text(text, "x.txt", m);
  formats::complete_machine(catalog::DeviceNames(catalog::Catalog::bundled()), m);
  return m;
}

const formats::MachineLink& between(const formats::Machine& m, int a, int b) {
  for (const formats::MachineLink& l : m.links) {
    if (l.a == a && l.b == b) return l;
  }
  throw std::runtime_error("no such link");
}

TEST_CASE("the topology of three V100 on two sockets", "[predict][machine]") {
  const formats::Machine m = read({kTopology, kPeers, kCsv, kLscpu});
  REQUIRE(m.devices.size() == 3);
  REQUIRE(m.links.size() == 3);
  CHECK(m.devices[0].slug == "v100-pcie-16gb");
  CHECK(m.devices[0].memory_bytes == 16384.0 * 1048576);
  CHECK(m.devices[0].numa_node == 0);
  CHECK(m.devices[2].numa_node == 1);
  CHECK(m.devices[0].ecc == true);
  CHECK_FALSE(m.devices[2].ecc);
  CHECK(between(m, 0, 1).label == "SYS");
  CHECK(between(m, 1, 2).label == "PHB");
  CHECK(between(m, 0, 1).peer_to_peer == false);
  CHECK(between(m, 1, 2).peer_to_peer == true);
  // GPU1 has eight lanes of generation 3: 6.5 GB/s, 85 % of them through the root complex.
  CHECK(between(m, 1, 2).bytes_per_s == Approx(0.85 * 6.5e9));
  CHECK(between(m, 0, 2).bytes_per_s == Approx(0.55 * 13e9));  // staged
  CHECK(between(m, 0, 2).latency_s > 4 * between(m, 1, 2).latency_s);
  CHECK(m.host.slug == "xeon-e5-2697v4");
  CHECK(m.host.sockets == 2);
  CHECK(m.sources.size() == 4);
  CHECK(m.notes.size() == 3);  // GPU1: idle, half of its lanes, capped
}

TEST_CASE("all outputs may be in one file, with carriage returns", "[predict][machine]") {
  std::string text = std::string(kTopology) + kPeers + kCsv + "\n" + kLscpu + module("DIMM_A1", "", "32 GB");
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
    text.insert(at, "\r");
  const formats::Machine m = read({"\xEF\xBB\xBF" + text});
  CHECK(m.devices.size() == 3);
  CHECK(m.links.size() == 3);
  CHECK(m.host.cores_per_socket == 18);
  CHECK(m.host.channels == 1);
  CHECK(m.sources.size() == 5);
}

TEST_CASE("NVLink, network cards and the old name of SYS", "[predict][machine]") {
  const formats::Machine m =
      read({"        GPU0    GPU1    GPU2    NIC0    CPU Affinity    NUMA Affinity\n"
            "GPU0     X      NV12    SOC     PXB     0-63            0\n"
            "GPU1    NV12     X      SYS     SYS     64-127          1\n"
            "GPU2    SYS     SYS      X      SYS     64-127          1\n"
            "NIC0    PXB     SYS     SYS      X\n"});
  CHECK(m.devices.size() == 3);
  CHECK(m.links.size() == 3);
  CHECK(between(m, 0, 1).label == "NV12");
  CHECK(between(m, 0, 2).label == "SYS");
}

TEST_CASE("nvidia-smi -q: what stands under which heading", "[predict][machine]") {
  const formats::Machine m =
      read({"==============NVSMI LOG==============\n\n"
            "Driver Version                            : 550.54\n"
            "Attached GPUs                             : 1\n"
            "GPU 00000000:65:00.0\n"
            "    Product Name                          : NVIDIA GeForce RTX 3090\n"
            "    PCI\n"
            "        Bus                               : 0x65\n"
            "        GPU Link Info\n"
            "            PCIe Generation\n"
            "                Max                       : 4\n"
            "                Current                   : 4\n"
            "            Link Width\n"
            "                Max                       : 16x\n"
            "                Current                   : 8x\n"
            "    FB Memory Usage\n"
            "        Total                             : 24576 MiB\n"
            "        Used                              : 300 MiB\n"
            "    BAR1 Memory Usage\n"
            "        Total                             : 256 MiB\n"
            "    Ecc Mode\n"
            "        Current                           : N/A\n"
            "    GPU Power Readings\n"
            "        Current Power Limit               : 200.00 W\n"
            "        Default Power Limit               : 350.00 W\n"
            "    Clocks\n"
            "        SM                                : 1695 MHz\n"
            "    Max Clocks\n"
            "        SM                                : 2100 MHz\n"});
  REQUIRE(m.devices.size() == 1);
  const formats::MachineDevice& d = m.devices[0];
  CHECK(d.slug == "rtx-3090");
  CHECK(d.memory_bytes == 24576.0 * 1048576);
  CHECK(d.pcie_generation == 4);
  CHECK(d.pcie_lanes == 8);
  CHECK(d.pcie_lanes_max == 16);
  CHECK(d.power_limit_w == 200);
  CHECK(d.sm_clock_hz == 1695e6);
  CHECK_FALSE(d.ecc);
}

TEST_CASE("rocm-smi --showtopo", "[predict][machine]") {
  const formats::Machine m =
      read({"============== Weight between two GPUs ===============\n"
            "       GPU0         GPU1         \n"
            "GPU0   0            15           \n"
            "GPU1   15           0            \n"
            "============== Hops between two GPUs =================\n"
            "       GPU0         GPU1         \n"
            "GPU0   0            1            \n"
            "GPU1   1            0            \n"
            "============ Link Type between two GPUs ==============\n"
            "       GPU0         GPU1         \n"
            "GPU0   0            XGMI         \n"
            "GPU1   XGMI         0            \n"
            "================== Numa Nodes ========================\n"
            "GPU[0]          : (Topology) Numa Node: 0\n"
            "GPU[1]          : (Topology) Numa Node: 1\n"});
  REQUIRE(m.links.size() == 1);
  CHECK(m.links[0].label == "XGMI");
  CHECK(m.devices[1].numa_node == 1);
}

TEST_CASE("memory channels that hold a module", "[predict][machine]") {
  const auto channels = [](std::initializer_list<std::string> modules) {
    std::string text;
    for (const std::string& m : modules) text += m;
    return read({text}).host;
  };
  formats::MachineHost h = channels({module("DIMM_A1", "NODE 1", "32 GB"),
                                     module("DIMM_A2", "NODE 1", "32 GB"),
                                     module("DIMM_B1", "NODE 1", "32 GB"),
                                     module("DIMM_B2", "NODE 1", "No Module Installed")});
  CHECK(h.channels == 2);
  CHECK(h.memory_bytes == 96 * 1073741824.0);
  CHECK(h.bandwidth_bytes_per_s() == 2 * 2400e6 * 8);
  h = channels({module("DIMM 0", "P0 CHANNEL A", "16 GB"),
                module("DIMM 1", "P0 CHANNEL A", "16 GB"),
                module("DIMM 0", "P0 CHANNEL B", "16384 MB", "2133 MT/s")});
  CHECK(h.channels == 2);
  CHECK(h.transfers_per_s == 2133e6);  // the slowest sets the pace
  CHECK(channels({module("CPU1_DIMM_C1", "", "8 GB"), module("CPU2_DIMM_C1", "", "8 GB")}).channels == 2);
  CHECK(channels({module("ChannelA-DIMM0", "BANK 0", "8 GB"), module("ChannelB-DIMM0", "BANK 2", "8 GB")})
            .channels == 2);
  const formats::Machine told = read({module("slot x", "", "8 GB") + module("slot y", "", "8 GB")});
  CHECK(told.host.channels == 2);
  CHECK(told.notes.size() == 1);
}

TEST_CASE("a matrix that a terminal has wrapped, indented or joined", "[predict][machine]") {
  const auto labels = [](const formats::Machine& m) {
    std::string out;
    for (const formats::MachineLink& l : m.links) out += l.label + ' ';
    return out;
  };
  // Cut at 40 characters, in the middle of words.
  CHECK(labels(read({"        GPU0    GPU1    GPU2    NIC0    \n"
                     "CPU Affinity    NUMA Affinity\n"
                     "GPU0     X      NV4     SYS     NODE    \n"
                     "0-7     0\n"
                     "GPU1    NV4      X      PHB     SYS     \n"
                     "8-15    1\n"
                     "GPU2    SYS     PHB      X      SYS     \n"
                     "8-15    1\n"})) == "NV4 SYS PHB ");
  const formats::Machine joined =
      read({"> [4mGPU0\tGPU1\tNIC0\tNIC1\tCPU Affinity\tNUMA Affinity[0m\n"
            "> GPU0\t X \tPXB\tNODENODE\t0-7\t0\n"
            "> GPU1\tPXB\t X \tPIXSYS\t8-15\t1\n"});
  CHECK(labels(joined) == "PXB ");
  CHECK(joined.devices[1].numa_node == 1);
  CHECK(joined.sources.size() == 1);
  // What a row lacks is said.
  const formats::Machine damaged =
      read({"      GPU0 GPU1 GPU2 CPU Affinity\n"
            "GPU0   X   SYS  S\n"
            "GPU1  SYS   X   PHB  0-7\n"});
  CHECK(labels(damaged) == "SYS PHB ");
  REQUIRE_FALSE(damaged.notes.empty());
  CHECK(damaged.notes[0].find("x.txt:2: the row of GPU0 ends at 'S'") == 0);
}

TEST_CASE("nvidia-smi's table, its list and its links", "[predict][machine]") {
  const formats::Machine m =
      read({"|   0  NVIDIA GeForce RTX 4090        Off |   00000000:01:00.0 Off |                  Off |\n"
            "| 30%   41C    P8             22W /  380W |       9MiB /  24564MiB |      0%      Default |\n"
            "|   1  Tesla V100-SXM2...  On   | 00000000:06:00.0 Off |                    0 |\n"
            "| N/A   36C    P0    43W / 300W |      0MiB / 32510MiB |      0%      Default |\n"
            "|   2  NVIDIA GeForce ...  WDDM | 00000000:07:00.0 Off |                  N/A |\n"
            "| N/A   36C    P0    N/A /  N/A |      0MiB /  4096MiB |      0%      Default |\n"});
  REQUIRE(m.devices.size() == 3);
  CHECK(m.devices[0].slug == "rtx-4090");
  CHECK(m.devices[0].power_limit_w == 380);
  CHECK(m.devices[0].ecc == false);
  CHECK(m.devices[1].slug == "v100-sxm2-32gb");
  CHECK(m.devices[1].ecc == true);
  CHECK(m.devices[2].slug.empty());
  CHECK(std::isnan(m.devices[2].power_limit_w));
  const formats::Machine links =
      read({"GPU 0: NVIDIA A40 (UUID: GPU-1)\n\t Link 0: 14.062 GB/s\n\t Link 1: 14.062 GB/s\n"
            "\t Link 2: <inactive>\nGPU 1: NVIDIA A40 (UUID: GPU-2)\n"
            "NVML: Unable to retrieve NVLink information as all links are inActive\n"});
  CHECK(links.devices[0].slug == "a40");
  CHECK(links.devices[0].nvlinks == 2);
  CHECK(links.devices[0].nvlink_bytes_per_s == Approx(14.062e9));
  CHECK(links.devices[1].nvlinks == 0);
}

TEST_CASE("devices of two outputs are joined by their address", "[predict][machine]") {
  const formats::Machine m =
      read({"index, name, pci.bus_id\n0, NVIDIA A10, 00000000:17:00.0\n1, NVIDIA A10, 00000000:65:00.0\n",
            "==============NVSMI LOG==============\nAttached GPUs              : 2\n"
            "GPU 0000:65:00.0\n    GPU Power Readings\n"
            "        Current Power Limit       : 100.00 W\n        Default Power Limit       : 150.00 W\n"});
  REQUIRE(m.devices.size() == 2);
  CHECK(std::isnan(m.devices[0].power_limit_w));
  CHECK(m.devices[1].power_limit_w == 100);
  CHECK(m.notes.size() == 2);  // one of two described; capped
}

TEST_CASE("CSV without a heading, wrapped, logged", "[predict][machine]") {
  const formats::Machine bare = read({"0, NVIDIA L4, 12 MiB, 23034 MiB\n1, NVIDIA L4, 12 MiB, 23034 MiB\n"});
  REQUIRE(bare.devices.size() == 2);
  CHECK(bare.devices[1].slug == "l4");
  CHECK(bare.devices[1].memory_bytes == 23034.0 * 1048576);
  REQUIRE(bare.notes.size() == 1);
  CHECK(bare.notes[0].find("x.txt:1: no heading") == 0);
  const formats::Machine wrapped =
      read({"index, name, memory.total [MiB],\n power.limit [W]\n0, NVIDIA L4, 23034 MiB,\n72.00 W\n"});
  CHECK(wrapped.devices[0].power_limit_w == 72);
  const formats::Machine log =
      read({"timestamp, name, pcie.link.width.current\n10:00, Tesla T4, 16\n10:00, Tesla T4, 8\n"
            "10:05, Tesla T4, 16\n10:05, Tesla T4, 8\n"});
  CHECK(log.devices.size() == 2);
  CHECK(log.devices[1].pcie_lanes == 8);
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("name, memory.total [MiB]\r\nTesla T4, 15360 MiB\r\n")) wide += {c, '\0'};
  CHECK(read({wide}).devices[0].slug == "t4");
}

TEST_CASE("what AMD's, Intel's and Apple's tools print", "[predict][machine]") {
  const formats::Machine topology =
      read({"ACCESS TABLE:\n             0000:03:00.0 0000:0c:00.0\n"
            "0000:03:00.0 ENABLED      DISABLED\n0000:0c:00.0 DISABLED     ENABLED\n"
            "LINK TYPE TABLE:\n             0000:03:00.0 0000:0c:00.0\n"
            "0000:03:00.0 SELF         PCIE\n0000:0c:00.0 PCIE         SELF\n",
            "GPU: 0\n    ASIC:\n        MARKET_NAME: AMD Radeon RX 7900 XTX\n    BUS:\n"
            "        BDF: 0000:03:00.0\n        MAX_PCIE_WIDTH: 16\n        MAX_PCIE_SPEED: 16 GT/s\n"
            "    VRAM:\n        SIZE: 24560 MB\n"});
  REQUIRE(topology.links.size() == 1);
  CHECK(topology.links[0].peer_to_peer == false);
  CHECK(topology.devices[0].slug == "rx-7900-xtx");
  CHECK(topology.devices[0].pcie_generation_max == 4);
  const formats::Machine rocm =
      read({"GPU[0]\t\t: Card Series: \t\tAMD Instinct MI210\n"
            "GPU[0]\t\t: VRAM Total Memory (B): 68702699520\n"
            "GPU[0]\t\t: pcie clock level: 1 (16.0GT/s x8)\n"});
  CHECK(rocm.devices[0].slug == "mi210");
  CHECK(rocm.devices[0].pcie_generation == 4);
  CHECK(rocm.devices[0].pcie_lanes == 8);
  const formats::Machine intel =
      read({"| Device ID | Device Information          |\n"
            "| 0         | Device Name: Intel(R) Arc(TM) B580 Graphics |\n"
            "|           | PCIe Generation: 4          |\n"});
  CHECK(intel.devices[0].slug == "arc-b580");
  const std::string hardware =
      "      Chip: Apple M2 Max\n      Total Number of Cores: 12\n      Memory: 64 GB\n";
  const formats::Machine apple = read({hardware});
  CHECK(apple.devices[0].slug == "m2-max-38c");  // the usual one, which is said
  CHECK(apple.notes.size() == 2);
  CHECK(read({hardware + "      Chipset Model: Apple M2 Max\n      Total Number of Cores: 38\n"})
            .devices[0]
            .slug == "m2-max-38c");
}

TEST_CASE("hosts: languages, JSON, cpuinfo, memory", "[predict][machine]") {
  const auto host = [](const std::string& text) { return read({text}).host; };
  formats::MachineHost h = host(
      "Kern(e) pro Socket:  16\nSockel:  2\nNUMA-Knoten:  2\nModellname:  AMD EPYC 7763 64-Core Processor\n");
  CHECK(h.slug == "epyc-7763");
  CHECK(h.sockets == 2);
  CHECK(h.numa_nodes == 2);
  h = host("每个座的核数：  32\n座：  2\n型号名称：  AMD EPYC 7763 64-Core Processor\n");
  CHECK(h.cores_per_socket == 32);
  CHECK(h.sockets == 2);
  h = host(
      "{\"lscpu\": [{\"field\": \"Vendor ID:\", \"data\": \"x\", \"children\": [{\"field\": \"Model name:\", "
      "\"data\": \"AMD EPYC 9654 96-Core Processor\"}, {\"field\": \"Socket(s):\", \"data\": \"1\"}]}]}\n");
  CHECK(h.slug == "epyc-9654");
  h = host(
      "processor\t: 0\nmodel name\t: AMD Ryzen 9 7950X 16-Core Processor\nphysical id\t: 0\ncpu cores\t: "
      "16\n");
  CHECK(h.cores_per_socket == 16);
  CHECK(host("MemTotal:       1048576 kB\n").memory_bytes == 1073741824.0);
  CHECK(host("Mem:   251Gi  10Gi  200Gi\n").memory_bytes == 251 * 1073741824.0);
  h = host("available: 2 nodes (0-1)\nnode 0 size: 1024 MB\nnode 1 size: 1024 MB\n");
  CHECK(h.numa_nodes == 2);
  CHECK(h.memory_bytes == 2 * 1073741824.0);
}

TEST_CASE("memory that is no row of equal modules", "[predict][machine]") {
  const auto half = [](const char* bank) {
    return std::string(
               "Memory Device\n\tData Width: 32 bits\n\tSize: 16 GB\n\tLocator: DIMM 0\n\tBank Locator: ") +
           bank + "\n\tType: LPDDR5\n\tSpeed: 8000 MT/s\n\n";
  };
  const formats::Machine narrow =
      read({half("P0 CHANNEL A") + half("P0 CHANNEL B") + half("P0 CHANNEL C") + half("P0 CHANNEL D")});
  CHECK(narrow.host.channels == 2);
  CHECK(narrow.host.bandwidth_bytes_per_s() == 4 * 4 * 8000e6);
  CHECK(narrow.notes.size() == 1);
  const formats::Machine mixed = read({module("DIMM_P0_A0", "BANK 0", "32 GB", "2933 MT/s") +
                                       module("DIMM_P1_A0", "BANK 0", "32 GB", "2666 MT/s")});
  CHECK(mixed.host.channels == 2);
  CHECK(mixed.host.transfers_per_s == 2666e6);
  CHECK(mixed.notes.size() == 1);
  const formats::Machine picked =
      read({"\tSize: 8 GB\n\tLocator: Slot 1\n\tBank Locator: ChannelA0\n\tSpeed: 2400 MT/s\n"
            "\tSize: 8 GB\n\tLocator: Slot 2\n\tBank Locator: ChannelA1\n\tSpeed: 2400 MT/s\n"});
  CHECK(picked.host.channels == 1);
  CHECK(picked.host.memory_bytes == 16 * 1073741824.0);
}

TEST_CASE("names that drivers and lscpu print", "[predict][machine]") {
  const catalog::DeviceNames names(catalog::Catalog::bundled());
  constexpr double kGib = 1073741824.0;
  const auto slug_of = [&](std::string name, double memory_bytes) {
    formats::Machine machine;
    formats::MachineDevice& device = machine.devices.emplace_back();
    device.name = std::move(name);
    device.memory_bytes = memory_bytes;
    formats::name_machine(names, machine);
    return machine.devices.front().slug;
  };
  CHECK(slug_of("Tesla V100-PCIE-32GB", 32 * kGib) == "v100-pcie-32gb");
  CHECK(slug_of("Tesla V100-SXM2-16GB", 16 * kGib) == "v100-sxm2-16gb");
  CHECK(slug_of("NVIDIA GeForce RTX 3090", 24 * kGib) == "rtx-3090");
  CHECK(slug_of("NVIDIA GeForce RTX 3090 Ti", 24 * kGib) == "rtx-3090-ti");
  CHECK(slug_of("NVIDIA GeForce RTX 4090", model::kUnknown) == "rtx-4090");
  CHECK(slug_of("NVIDIA H100 80GB HBM3", 80 * kGib) == "h100-sxm");
  CHECK(slug_of("NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition", 96 * kGib) ==
        "rtx-pro-6000-blackwell-maxq");
  CHECK(formats::host_by_cpu_name(names, "Intel(R) Xeon(R) Platinum 8480+") == "xeon-platinum-8480plus");
  CHECK(slug_of("something else", model::kUnknown).empty());
  CHECK(formats::host_by_cpu_name(names, "AMD Ryzen 9 7950X 16-Core Processor") == "ryzen-9-7950x");
  CHECK(formats::host_by_cpu_name(names, "13th Gen Intel(R) Core(TM) i9-13900K") == "i9-13900k");
  CHECK(formats::host_by_cpu_name(names, "AMD EPYC 7763 64-Core Processor") == "epyc-7763");
  CHECK(formats::host_by_cpu_name(names, "Some CPU 3000").empty());
}

TEST_CASE("what no tool prints is refused, and so are values that no machine has",
          "[predict][machine][hostile]") {
  const auto error = [](const std::string& text) -> std::string {
    try {
      read({text});
    } catch (const catalog::InputError& e) {
      return e.where + ": " + e.message;
    }
    return "";
  };
  CHECK(error("").find("no known tool") != std::string::npos);
  CHECK(error("hello\nworld\n").find("x.txt: is the output of no known tool") == 0);
  CHECK(error("        GPU0    GPU1    CPU\nGPU0     X      SYS    0\nGPU1     PHB     X     0\n")
            .find("x.txt:3") == 0);
  CHECK(
      error("        GPU0    GPU9999999    CPU\nGPU0     X      SYS    0\n").find("no machine has so many") !=
      std::string::npos);
  CHECK(error("name, memory.total [MiB]\nRTX, 1e300 MiB, 5\n").find("x.txt:2") == 0);
  CHECK(error("name, pcie.link.width.current\nRTX, 4096\n").find("no device has") != std::string::npos);
  CHECK(error(std::string(1 << 20, '[')).find("no known tool") != std::string::npos);
  CHECK(error(std::string((16 << 20) + 1, ' ')).find("no tool prints so much") != std::string::npos);
}

TEST_CASE("a machine file says what it was written from", "[predict][machine]") {
  const formats::Machine m = read({kTopology, kPeers, kCsv, kLscpu, module("DIMM_A1", "", "32 GB")});
  std::vector<catalog::Problem> problems;
  const auto again = [&](const std::string& text) {
    return formats::machine_from_json(catalog::parse_json(text, "m.json", problems));
  };
  const formats::Machine back = again(formats::machine_json(m).dump());
  nlohmann::json left = formats::machine_json(m), right = formats::machine_json(back);
  for (nlohmann::json* j : {&left, &right}) {
    j->erase("sources");
    j->erase("notes");
  }
  CHECK(left == right);
  const auto where = [&](const std::string& text) -> std::string {
    try {
      again(text);
    } catch (const catalog::InputError& e) {
      return e.where;
    }
    return "-";
  };
  CHECK(where("{}") != "-");
  CHECK(where("[1]") != "-");
  const std::string head = "{\"format\": \"tokroof-machine\",\n";
  CHECK(where(head + "\"devices\": [{\"index\": 0,\n\"pcie_lanes\": 1e9}]}") == "m.json:3:pcie_lanes");
  CHECK(where(head + "\"devices\": [{\"index\": -1}]}") == "m.json:2:index");
  CHECK(where(head + "\"devices\": 5}") == "m.json:2:devices");
  CHECK(where(head + "\"links\": [{\"a\": 1, \"b\": 1}]}") != "-");
  CHECK(where(head + "\"host\": {\"sockets\": \"two\"}}") == "m.json:2:sockets");
}

TEST_CASE("a machine fills what a question leaves open", "[predict][machine]") {
  const catalog::Catalog& c = catalog::Catalog::bundled();
  const formats::Machine m = read({kTopology, kPeers, kCsv, kLscpu});
  catalog::Run run;
  api::AppliedMachine applied = api::apply_machine(c, m, run);
  CHECK(run.device == "v100-pcie-16gb");
  CHECK(run.n_devices == 3);
  CHECK(run.interconnect == "pcie3x8-sys");
  CHECK(run.host_device == "xeon-e5-2697v4-2s");
  CHECK(run.power_w == 150);
  CHECK(applied.assumed.size() == 5);
  CHECK(applied.notes.size() == 1);
  catalog::Run own;
  own.device = "v100-pcie-16gb";
  own.n_devices = 1;
  own.power_w = 100;
  applied = api::apply_machine(c, m, own);
  CHECK(own.n_devices == 1);
  CHECK(own.interconnect.empty());
  CHECK(own.power_w == 100);
  catalog::Run other;
  other.device = "rtx-4090";
  applied = api::apply_machine(c, m, other);
  CHECK(std::isnan(other.n_devices));
  CHECK(applied.notes.size() == 1);
  formats::Machine unnamed = m;
  unnamed.devices[1].slug.clear();
  catalog::Run none;
  CHECK_THROWS_AS(api::apply_machine(c, unnamed, none), catalog::InputError);
}

}  // namespace
}  // namespace tokroof::test
