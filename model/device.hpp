#pragma once
#include <cmath>
#include <limits>
#include <string_view>

namespace tokroof::model {

/// "Not known". Never a zero: a forgotten value then shows in the result and is refused at the edge.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline bool known(double value) { return !std::isnan(value); }

/// Equal, or both unknown.
inline bool alike(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

enum class DeviceKind { gpu, apu, soc, cpu, accelerator, system, storage };

/// One entry of datasets/hardware.json: a card, a chip with unified memory, a CPU socket, a system.
/// Rates are peaks of the specification, dense (never sparse). Strings live as long as the catalog.
struct Device {
  std::string_view slug;
  std::string_view name;
  std::string_view vendor;  ///< nvidia, amd, apple, intel, ...
  DeviceKind kind = DeviceKind::gpu;
  std::string_view arch;        ///< fine family: Ampere-DC is GA100
  std::string_view generation;  ///< coarse family
  double year = kUnknown;
  double memory_gib = kUnknown;
  std::string_view memory_type;
  double bandwidth_bytes_per_s = kUnknown;  ///< bus width x data rate
  double fp16_flops = kUnknown;             ///< matrix units where there are any [FLOP/s]
  double fp8_flops = kUnknown;
  double fp32_sum_share = 1;  ///< of those two where products are summed in FP32: a half on GeForce
  double int8_ops = kUnknown;
  double fp32_flops = kUnknown;
  double fp64_flops = kUnknown;
  double cores = kUnknown;  ///< SMs, CUs, GPU cores, Xe cores
  double l2_bytes = kUnknown;
  double tdp_w = kUnknown;
  double pcie_generation = kUnknown;
  double pcie_lanes = kUnknown;
  double nvlink_bytes_per_s = kUnknown;  ///< both directions together; 0: the card has none
  double msrp_usd = kUnknown;
  double rent_usd_per_h = kUnknown;  ///< asked by a cloud for one of it
  double system_max_w = kUnknown;    ///< at the wall: the machine that a chip is sold in, working its hardest
  double system_idle_w = kUnknown;   ///< the same, waiting
  double cpu_cores = kUnknown;       ///< of one socket
  double memory_channels = kUnknown;  ///< of one socket
  std::string_view simd;              ///< avx512-1, avx2, neon-1, none...: what a CPU's kernels use
  std::string_view part;              ///< systems: the device they are made of
  double part_count = kUnknown;       ///< systems: how many of it
  std::string_view part_host;         ///< systems: their host processor
  double part_host_sockets = kUnknown;
  std::string_view part_link;          ///< systems: what connects the parts
  bool bandwidth_is_measured = false;  ///< a read rate, not bus width x data rate
  double shown_as = 1;                 ///< devices that the runtime shows one board as (two stacks, two dies)
  double on_board = 1;                 ///< of these that one board is sold with
  bool never_released = false;         ///< spoken of, and never made a product
  bool not_sold = false;               ///< announced; not to be bought yet, or hardly ever
  double boost_clock_hz = kUnknown;
  double memory_bus_bits = kUnknown;
  double memory_data_rate_bits_per_s = kUnknown;  ///< of one pin: bus x this / 8 is the bandwidth
  std::string_view confidence;                    ///< high, med, mem (from memory), low; empty: not stated
  std::string_view source;
  std::string_view notes;
};

}  // namespace tokroof::model
