#include "catalog/fabric.hpp"

#include <algorithm>

namespace tokroof {
namespace {

using Devices = std::span<const Device* const>;

/// Which devices carry which fabric, the usual one first. `part` occurs in the slug; `least`: of the specified rate.
struct Fabric {
  std::string_view link, vendor, arch, part;
  double least_bytes_per_s;
};
constexpr Fabric kFabrics[] = {
    {"nvlink5-nvl72", "nvidia", "Blackwell-DC", "gb", 1},
    {"nvlink5-nvswitch", "nvidia", "Blackwell-DC", "", 1},
    {"nvlink4-bridge-h100", "nvidia", "Hopper", "-nvl", 1},
    {"nvlink4-bridge-h100", "nvidia", "Hopper", "-pcie", 500e9},
    {"nvlink4-nvswitch", "nvidia", "Hopper", "", 900e9},
    {"nvlink4-h800", "nvidia", "Hopper", "h800", 1},
    {"nvlink3-nvswitch", "nvidia", "Ampere-DC", "-sxm", 1},
    {"nvlink3-bridge-a100", "nvidia", "Ampere-DC", "", 1},
    {"nvlink3-bridge", "nvidia", "Ampere", "", 1},
    {"nvlink2-bridge-gv100", "nvidia", "Turing", "", 1},
    {"nvlink2-hybrid-mesh", "nvidia", "Volta", "-sxm", 1},
    {"nvlink2-nvswitch", "nvidia", "Volta", "-sxm", 1},
    {"nvlink2-bridge-gv100", "nvidia", "Volta", "", 1},
    {"nvlink1", "nvidia", "Pascal-DC", "", 1},
    {"xgmi-mi355x", "amd", "CDNA4", "", 0},
    {"xgmi-mi300x", "amd", "CDNA3", "", 0},
    {"xgmi-mi250x", "amd", "CDNA2", "", 0},
    {"xgmi-mi100", "amd", "CDNA1", "", 0},
    {"xgmi-mi50", "amd", "GCN5.1", "mi", 0},
    {"xgmi-mi50", "amd", "GCN5.1", "pro-vii", 0},
    {"xe-link-max1550", "intel", "Xe-HPC", "max-1550", 0},
    {"gaudi2-roce", "intel", "Gaudi2", "", 0},
    {"tt-eth-n300", "tenstorrent", "Wormhole", "n300", 0},
};

bool carries(const Device& d, const Fabric& f) {
  return d.vendor == f.vendor && d.arch == f.arch && d.slug.find(f.part) != std::string_view::npos &&
         (f.least_bytes_per_s == 0 || d.nvlink_bytes_per_s >= f.least_bytes_per_s);
}

bool all_carry(Devices devices, std::string_view link) {
  return std::all_of(devices.begin(), devices.end(), [&](const Device* d) {
    const auto have = fabrics_of(*d);
    return std::find(have.begin(), have.end(), link) != have.end();
  });
}

}  // namespace

/// A board's slug may match two rows of one architecture; the more special one stands first and hides the others,
/// except a second fabric of the same rate (V100 SXM: mesh or switch).
std::vector<std::string_view> fabrics_of(const Device& d) {
  std::vector<std::string_view> out;
  std::string_view part;
  for (const Fabric& f : kFabrics) {
    if (carries(d, f) && (out.empty() || f.part == part)) {
      out.push_back(f.link);
      part = f.part;
    }
  }
  return out;
}

std::string_view common_fabric(Devices devices, std::string_view prefix) {
  for (const std::string_view link : fabrics_of(*devices.front())) {
    if (link.starts_with(prefix) && all_carry(devices, link)) {
      return link;
    }
  }
  return {};
}

}  // namespace tokroof
