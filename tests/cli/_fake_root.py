"""Folders that are asked instead of a system (TOKROOF_ROOT): a /proc, a /sys and programs of the test's own."""
import os
import pathlib
import shutil
import struct

X86_FLAGS = "fpu sse4_1 sse4_2 avx f16c fma avx2"
AVX512 = X86_FLAGS + " avx512f avx512_bf16 avx512_vnni"


class FakeRoot:
    def __init__(self, folder):
        self.path = pathlib.Path(folder)
        self.environment = {**os.environ, "TOKROOF_ROOT": str(self.path), "PATH": "/usr/local/bin:/usr/bin:/bin",
                            "TOKROOF_TOOL_SECONDS": "5"}

    def file(self, path, content):
        target = self.path / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def tool(self, name, prints="", seconds=0, status=0):
        """A program that prints a text, after a while. The shell reads it itself: the search path is not the system's."""
        self.file(f"/usr/share/fake/{name}", prints)
        sleep = shutil.which("sleep")
        lines = ["#!/bin/sh", f"{sleep} {seconds}" if seconds else ":",
                 f'while IFS= read -r line || [ -n "$line" ]; do printf "%s\\n" "$line"; done < "{self.path}/usr/share/fake/{name}"',
                 f"exit {status}"]
        self.file(f"/usr/bin/{name}", "\n".join(lines) + "\n")
        (self.path / "usr/bin" / name).chmod(0o755)

    def cpu(self, name, *, vendor="AuthenticAMD", family=25, model=97, cores=16, threads=None, sockets=1, flags=X86_FLAGS, mhz=4500):
        blocks = []
        threads = threads or cores
        for number in range(threads * sockets):
            blocks.append(f"processor\t: {number}\nvendor_id\t: {vendor}\ncpu family\t: {family}\nmodel\t\t: {model}\n"
                          f"model name\t: {name}\ncpu MHz\t\t: {mhz}.000\nphysical id\t: {number // threads}\n"
                          f"siblings\t: {threads}\ncpu cores\t: {cores}\nflags\t\t: {flags}\n")
        self.file("/proc/cpuinfo", "\n".join(blocks))

    def memory(self, gib):
        self.file("/proc/meminfo", f"MemTotal:       {int(gib * 2**20)} kB\nMemFree:        1024 kB\n")

    def pci(self, address, number, kind="0x030000", revision="0xa1", above=(), **files):
        """A device on the bus; `above`: the bridges over it, from the root port down, as (address, "vendor:device")."""
        folder = self.path / "sys/devices/pci0000:00"
        for bridge, its_number in above:
            folder = folder / bridge
            self.function(folder, its_number, "0x060400", "0x00", {})
        folder = folder / address
        self.function(folder, number, kind, revision, files)
        return folder

    def function(self, folder, number, kind, revision, files):
        vendor, device = number.split(":")
        for name, text in {"vendor": "0x" + vendor, "device": "0x" + device, "class": kind, "revision": revision, **files}.items():
            if name in files or not (folder / name).exists():
                self.file(str((folder / name).relative_to(self.path)), f"{text}\n")
        link = self.path / "sys/bus/pci/devices" / folder.name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.symlink_to(folder)


def pcie(speed, width, most_speed=None, most_width=None):
    return {"current_link_speed": f"{speed} GT/s PCIe", "current_link_width": width,
            "max_link_speed": f"{most_speed or speed} GT/s PCIe", "max_link_width": most_width or width}


def smbios(modules):
    """The firmware's tables with memory devices: (slot, GiB, MT/s)."""
    out = b""
    for handle, (slot, gib, mts) in enumerate(modules):
        area = bytearray(0x5C)
        area[0:4] = struct.pack("<BBH", 17, len(area), handle)
        struct.pack_into("<HHH", area, 0x08, 64, 64, 0x7FFF if gib >= 32 else int(gib * 1024))
        area[0x10], area[0x12] = 1, 0x1A
        struct.pack_into("<H", area, 0x15, mts)
        struct.pack_into("<I", area, 0x1C, int(gib * 1024))
        struct.pack_into("<H", area, 0x20, mts)
        out += bytes(area) + slot.encode() + b"\0\0"
    return out + struct.pack("<BBH", 127, 4, 999) + b"\0\0"


def two_rtx_3090(folder):
    root = FakeRoot(folder)
    root.cpu("AMD Ryzen 9 7950X 16-Core Processor", cores=16, threads=32, flags=AVX512)
    root.memory(62.7)
    root.file("/sys/firmware/dmi/tables/DMI", smbios([("DIMM_A2", 32, 5200), ("DIMM_B2", 32, 5200)]))
    for bus in ("01", "02"):
        root.pci(f"0000:{bus}:00.0", "10de:2204", above=[(f"0000:00:0{bus[1]}.1", "1022:14db")], **pcie("2.5", 8, "16.0", 16))
        root.pci(f"0000:{bus}:00.1", "10de:1aef", "0x040300", above=[(f"0000:00:0{bus[1]}.1", "1022:14db")])
        root.file(f"/proc/driver/nvidia/gpus/0000:{bus}:00.0/information",
                  f"Model: \t\t NVIDIA GeForce RTX 3090\nIRQ:   \t\t 112\nGPU UUID: \t GPU-1\nBus Location: \t 0000:{bus}:00.0\n")
    root.pci("0000:0e:00.0", "1002:164e", revision="0xc1", mem_info_vram_total=str(512 * 2**20))  # drives the display
    rows = "".join(f"{i}, NVIDIA GeForce RTX 3090, 00000000:0{i + 1}:00.0, 24576 MiB, 1, 4, 8, 16, 280.00 W, 350.00 W\n" for i in range(2))
    query = ("index, name, pci.bus_id, memory.total [MiB], pcie.link.gen.current, pcie.link.gen.max, pcie.link.width.current, "
             "pcie.link.width.max, power.limit [W], power.default_limit [W]\n" + rows)
    root.tool("nvidia-smi", query + "\n\tGPU0\tGPU1\tCPU Affinity\nGPU0\t X \tNV4\t0-31\nGPU1\tNV4\t X \t0-31\n")
    for name in ("llama-server", "llama-cli", "ollama"):
        root.tool(name)
    return root


def strix_halo(folder):
    root = FakeRoot(folder)
    root.cpu("AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", family=26, model=112, cores=16, threads=32, flags=AVX512)
    root.memory(124)
    root.pci("0000:c5:00.0", "1002:1586", "0x038000", "0xc1", mem_info_vram_total=str(2**29), mem_info_gtt_total=str(96 * 2**30))
    return root


def intel_laptop(folder):
    root = FakeRoot(folder)
    root.cpu("13th Gen Intel(R) Core(TM) i5-1350P", vendor="GenuineIntel", family=6, model=186, cores=12, threads=16,
             flags=X86_FLAGS + " avx_vnni", mhz=2200)
    root.memory(15.3)
    root.pci("0000:00:02.0", "8086:a7a0")
    return root


def virtual_machine(folder):
    root = FakeRoot(folder)
    root.cpu("AMD EPYC", family=23, model=49, cores=4, threads=4, flags=X86_FLAGS + " hypervisor", mhz=2250)
    root.memory(7.8)
    root.pci("0000:00:02.0", "1af4:1050")
    root.file("/sys/class/dmi/id/sys_vendor", "QEMU\n")
    return root


def mac(folder):
    root = FakeRoot(folder)
    root.tool("system_profiler", "Hardware:\n\n    Hardware Overview:\n\n      Model Name: MacBook Pro\n      Chip: Apple M3 Max\n"
              "      Total Number of Cores: 16 (12 performance and 4 efficiency)\n      Memory: 64 GB\n\nGraphics/Displays:\n\n"
              "    Apple M3 Max:\n\n      Chipset Model: Apple M3 Max\n      Type: GPU\n      Bus: Built-In\n"
              "      Total Number of Cores: 40\n      Vendor: Apple (0x106b)\n")
    root.tool("sysctl", "hw.memsize: 68719476736\nhw.physicalcpu: 16\nhw.packages: 1\nmachdep.cpu.brand_string: Apple M3 Max\n")
    return root


def mi300x_server(folder):
    root = FakeRoot(folder)
    root.cpu("AMD EPYC 9654 96-Core Processor", family=25, model=17, cores=96, threads=192, sockets=2, flags=AVX512)
    root.memory(1511)
    for bus in ("05", "26", "46", "65", "85", "a6", "c6", "e5"):
        root.pci(f"0000:{bus}:00.0", "1002:74a1", "0x120000", "0x00", mem_info_vram_total=str(192 * 2**30), **pcie("32.0", 16))
    return root


def one_arc(folder):
    root = FakeRoot(folder)
    root.cpu("Intel(R) Core(TM) i7-13700K", vendor="GenuineIntel", family=6, model=183, cores=16, threads=24)
    root.memory(31.2)
    root.pci("0000:00:02.0", "8086:a780")
    # The card's own function shows the link inside the card; its upstream port shows the slot.
    folder = root.pci("0000:03:00.0", "8086:e20b", above=[("0000:00:01.0", "8086:a70d"), ("0000:01:00.0", "8086:e2ff"), ("0000:02:01.0", "8086:e2f0")],
                      **pcie("2.5", 1))
    root.function(folder.parent.parent, "8086:e2ff", "0x060400", "0x01", pcie("16.0", 8))
    return root


def nvidia_without_tools(folder):
    root = FakeRoot(folder)
    root.cpu("AMD Ryzen 7 5800X 8-Core Processor", family=25, model=33, cores=8, threads=16)
    root.memory(31.3)
    root.pci("0000:0a:00.0", "10de:2684", **pcie("16.0", 16))
    return root
