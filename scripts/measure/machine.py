"""This machine as an entry of datasets/hardware.json, and a copy of the catalog that has it and the synthetic models."""
import json
import os
import pathlib
import re
import subprocess

SLUG = "this-machine"

# FP32 operations that a core completes in a clock: fused multiply-adds of its vector units, as in datasets/hosts.json.
FLOPS_PER_CLOCK = {"amx": 64, "avx512": 64, "avx512-1": 32, "avx2": 32, "avx2-128": 16, "sse4.1-128": 8, "sve": 32,
                   "neon": 16, "none": 2}


def read_lscpu():
    """{field: value} of lscpu."""
    text = subprocess.run(["lscpu"], env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=True).stdout
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def cache_bytes(lscpu):
    """Of the last level, all instances."""
    for level in ("L3", "L2"):
        found = re.match(r"([\d.]+) (KiB|MiB|GiB)", lscpu.get(level + " cache", ""))
        if found:
            return int(float(found[1]) * {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[found[2]])
    return 0


def _architecture(lscpu):
    """Zen's generations, by family and model: the catalog's names. Others: not known."""
    if lscpu.get("Vendor ID") != "AuthenticAMD":
        return None
    family, model = int(lscpu.get("CPU family", 0)), int(lscpu.get("Model", 0))
    if family == 26:
        return "Zen5"
    if family == 25:
        return "Zen4" if 0x10 <= model <= 0x1F or 0x60 <= model <= 0x7F or 0xA0 <= model <= 0xAF else "Zen3"
    if family == 23:
        return "Zen2" if model >= 0x30 else "Zen1"
    return None


def _vectors(lscpu, architecture):
    """As the key `simd` has it."""
    flags = set(lscpu.get("Flags", "").split())
    if "amx_tile" in flags:
        return "amx"
    if "avx512f" in flags:
        return "avx512-1" if architecture == "Zen4" else "avx512"
    if "avx2" in flags:
        return "avx2-128" if architecture == "Zen1" else "avx2"
    if "sse4_1" in flags:
        return "sse4.1-128"
    if "sve" in flags:
        return "sve"
    return "neon" if "asimd" in flags or "neon" in flags else "none"


def clock_ghz():
    """Measured: in a virtual machine neither lscpu nor /proc/cpuinfo tells what a core runs at under load."""
    script = pathlib.Path(__file__).with_name("clock.mjs")
    return float(subprocess.run(["node", script], capture_output=True, text=True, check=True).stdout)


def _memory_gib():
    with open("/proc/meminfo", encoding="utf-8") as meminfo:
        return int(re.search(r"MemTotal:\s+(\d+) kB", meminfo.read())[1]) / (1 << 20)


def device_entry(lscpu, bandwidth_bytes_per_s, how, ghz):
    """`how`: how the bandwidth was measured; `ghz`: clock of a core under load."""
    vendor = {"AuthenticAMD": "amd", "GenuineIntel": "intel"}.get(lscpu.get("Vendor ID"), "other")
    architecture = _architecture(lscpu)
    simd = _vectors(lscpu, architecture)
    cores = int(lscpu.get("Core(s) per socket", "1")) * int(lscpu.get("Socket(s)", "1"))
    entry = {"slug": SLUG, "name": "this machine", "vendor": vendor, "kind": "cpu"}
    if architecture:
        entry.update(arch=architecture, generation=architecture)
    entry.update(memory_gib=round(_memory_gib(), 2), bandwidth_gb_per_s=round(bandwidth_bytes_per_s / 1e9, 2),
                 bandwidth_is_measured=True, fp32_tflops=round(cores * ghz * FLOPS_PER_CLOCK[simd] / 1e3, 4),
                 cpu_cores=cores, simd=simd, source="scripts/measure-here",
                 notes=f"{lscpu.get('Model name', 'processor')}; bandwidth: {how}; FP32 peak: {cores} cores x "
                       f"{ghz:.2f} GHz (measured) x {FLOPS_PER_CLOCK[simd]} a clock ({simd})")
    return entry


def _with_entries(source, target, key, entries):
    document = json.loads(source.read_text(encoding="utf-8"))
    document[key] += entries
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_catalog(datasets, target, device, models):
    """`target` becomes a folder for --datasets: links to `datasets`, but for the two lists that get new entries."""
    target.mkdir(exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    for file in datasets.iterdir():
        if file.name not in ("hardware.json", "models.json"):
            (target / file.name).symlink_to(file.resolve())
    _with_entries(datasets / "hardware.json", target / "hardware.json", "devices", [device])
    _with_entries(datasets / "models.json", target / "models.json", "models", models)
