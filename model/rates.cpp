#include "model/rates.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "model/count/layer_counts.hpp"
#include "model/count/quantization.hpp"
#include "model/matrix_type.hpp"
#include "model/names.hpp"

namespace tokroof::model {
namespace {

struct Lanes {
  std::string_view arch;
  double lanes;
};
// FP32 lanes a clock and core: SM, CU, Xe core (of Xe-LP an execution unit); others 128.
constexpr std::array kFp32Lanes{Lanes{"Pascal-DC", 64},
                                Lanes{"Volta", 64},
                                Lanes{"Turing", 64},
                                Lanes{"Ampere-DC", 64},
                                Lanes{"RDNA1", 64},
                                Lanes{"RDNA2", 64},
                                Lanes{"GCN4.0", 64},
                                Lanes{"GCN5.0", 64},
                                Lanes{"GCN5.1", 64},
                                Lanes{"CDNA1", 64},
                                Lanes{"CDNA2", 64},
                                Lanes{"Xe-LP", 8}};
// Integer lanes of NVIDIA's; others, later ones among them, 128.
constexpr std::array kIntegerLanes{Lanes{"Pascal-DC", 64},
                                   Lanes{"Volta", 64},
                                   Lanes{"Turing", 64},
                                   Lanes{"Ampere", 64},
                                   Lanes{"Ampere-DC", 64},
                                   Lanes{"Ada", 64},
                                   Lanes{"Hopper", 64},
                                   Lanes{"Blackwell-DC", 64}};

template <std::size_t N>
double lanes_of(const std::array<Lanes, N>& table, std::string_view arch, double otherwise) {
  for (const Lanes& row : table) {
    if (row.arch == arch) {
      return row.lanes;
    }
  }
  return otherwise;
}

double fp32_lanes(const Device& d) { return lanes_of(kFp32Lanes, d.arch, 128); }

bool is_16_bit(std::string_view storage_class) { return storage_class == "f16" || storage_class == "bf16"; }

double dequant_lanes(const Device& d, std::string_view storage_class) {
  if (is_16_bit(storage_class) && d.vendor != "apple") {
    return std::fmin(64, fp32_lanes(d));
  }
  if (d.vendor == "nvidia") {
    return lanes_of(kIntegerLanes, d.arch, 128);
  }
  return d.vendor == "amd" ? 64 : fp32_lanes(d);
}

/// Of all cores [1/s]. Where their number is not known, cards are taken to have the usual share of integer lanes to FP32
/// ones; accelerators unpack on their matrix units.
double dequant_rate(
    const Device& d, std::string_view storage_class, double cores, double clock_hz, bool cpu) {
  const double lanes = dequant_lanes(d, storage_class);
  if (d.cores > 0 || cpu) {
    return cores * clock_hz * lanes;
  }
  const bool card = d.vendor == "nvidia" || d.vendor == "amd";
  constexpr double kFlopsPerLane = 2;
  return card ? fp32_peak(d) / kFlopsPerLane * lanes / fp32_lanes(d)
              : std::fmax(d.fp16_flops, fp32_peak(d)) / 4;
}

/// Apple's from M5 on.
bool matrix_units_in_gpu(const Device& d) {
  return d.generation.starts_with("Apple M") &&
         !is_one_of(d.generation, {"Apple M1", "Apple M2", "Apple M3", "Apple M4"});
}

/// The fastest dense rate at which the matrix units may multiply weights of this type, whatever an engine does with it:
/// narrower operands than stored are not exact.
double peak_flops(const Device& d,
                  std::string_view quant,
                  std::string_view storage_class,
                  double sixteen_bits) {
  const bool unclassed = storage_class == "other" && bits_per_weight(quant) == 16;  // "FP16"
  if (is_16_bit(storage_class) || unclassed) {
    return sixteen_bits;
  }
  return std::fmax(std::fmax(sixteen_bits, fp4_flops(d, storage_class)), std::fmax(d.int8_ops, d.fp8_flops));
}

double power_limit(const Scenario& s) {
  if (unified_memory(s.device)) {
    return std::numeric_limits<double>::infinity();
  }
  const double tdp = positive_or(s.device.tdp_w, std::numeric_limits<double>::infinity());
  constexpr double kLeastLimit = 30;  // W; published limits below are of something else
  return s.power_limit_w > kLeastLimit ? std::min(s.power_limit_w, tdp) : tdp;
}

}  // namespace

double fp32_peak(const Device& device) { return positive_or(device.fp32_flops, device.fp16_flops / 16); }

double sixteen_bit_peak(const Device& d) {
  constexpr double kOfFp32 = 4;  // 1024 FLOP a clock and core, measured on the A19's: tzakharko.github.io
  return std::fmax(d.fp16_flops, fp32_peak(d) * (matrix_units_in_gpu(d) ? kOfFp32 : 1));
}

bool stacked_memory(const Device& d) { return d.memory_type.starts_with("HBM"); }

bool unified_memory(const Device& d) {
  return d.kind == DeviceKind::apu || d.kind == DeviceKind::soc || d.kind == DeviceKind::system ||
         d.vendor == "apple";
}

bool lacks_dp4a(const Device& d) {
  return is_one_of(d.arch, {"Pascal-DC", "Maxwell", "GCN4.0", "GCN5.0", "RDNA1"});
}

Rates device_rates(const Scenario& s, std::string_view storage_class) {
  constexpr double kSlowestClock = 0.7e9, kFastestClock = 3.5e9;  // Hz, of the catalog's GPUs
  constexpr double kUsualCores = 30;
  const Device& d = s.device;
  Rates r;
  r.bandwidth_bytes_per_s = d.bandwidth_bytes_per_s;
  r.fp32_flops = fp32_peak(d);
  const double sums = s.facts.packed_prompts ? 1 : d.fp32_sum_share;
  r.fp16_flops = std::fmax(d.fp16_flops * sums, r.fp32_flops);
  const double by_clock = r.fp32_flops / (2 * fp32_lanes(d) * d.boost_clock_hz);
  const double cores = positive_or(d.cores, positive_or(by_clock, kUsualCores));
  r.cores = cores;
  r.clock_hz = std::clamp(r.fp32_flops / (2 * fp32_lanes(d) * cores), kSlowestClock, kFastestClock);
  r.dequant_ops_per_s = dequant_rate(d, storage_class, cores, r.clock_hz, s.cpu_only);
  r.power_w = power_limit(s);
  r.specified_power_w = std::isfinite(r.power_w) ? positive_or(d.tdp_w, r.power_w) : r.power_w;
  double matrix_flops = r.fp16_flops;
  if (d.generation == "Pascal" && d.int8_ops > 0) {
    matrix_flops = d.int8_ops;
  } else if (is_one_of(s.backend, {"mlx", "metal"})) {
    matrix_flops = sixteen_bit_peak(d);
  }
  r.prefill_flops = s.vector_products ? r.fp32_flops : matrix_flops;
  const MatrixType operands = matrix_type(d, s.quant, r.fp16_flops);
  r.operand_flops = operands.flops;
  r.ln_halved_16_bit = -std::log(sums);
  r.ln_halved_operand = operands.halved ? r.ln_halved_16_bit : 0;
  r.peak_flops = peak_flops(
      d, s.quant, storage_class, std::fmax(std::fmax(r.operand_flops, matrix_flops), d.fp16_flops));
  if (d.vendor == "nvidia" && std::isfinite(r.power_w)) {
    constexpr double kAmpleWattsPerTflop = 8;
    r.ln_power_per_flop = std::log(std::min(r.power_w / (r.fp32_flops / 1e12) / kAmpleWattsPerTflop, 1.0));
  }
  r.ln_gpu_cores = d.vendor == "apple" ? std::log(cores / 20) : 0;
  r.cache_bytes = positive_or(d.l2_bytes, 0);
  r.years_after_2022 = positive_or(d.year, 2022) - 2022;
  r.link = s.link;
  r.network = s.network;
  r.storage_bytes_per_s = positive_or(s.storage_bytes_per_s, 0);
  r.host_slowness = 0.75 / s.host_launch_speed;
  r.ln_host_slowness = unified_memory(d) ? 0 : std::log(r.host_slowness);
  if (s.host) {
    r.host_bandwidth_bytes_per_s = s.host->bandwidth_bytes_per_s;
    r.host_bandwidth_is_measured = s.host->bandwidth_is_measured;
    r.host_fp32_flops = s.host->fp32_flops;
    r.host_prefill_flops = positive_or(s.host->prompt_fp32_flops, s.host->fp32_flops);
    r.host_threads = s.host->threads;
    r.host_prefill_threads = std::fmax(r.host_threads * (r.host_prefill_flops / r.host_fp32_flops), 1.0);
    r.host_sockets = s.host->sockets;
  }
  return r;
}

}  // namespace tokroof::model
