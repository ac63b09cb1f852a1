// How a host that works reads its memory: with how many channels and threads.

#include <cmath>

#include <fmt/format.h>

#include "judge/diagnose/variant.hpp"
#include "model/rates.hpp"

namespace tokroof::judge {
namespace {

/// Memory that a person populates: what is soldered beside its chip is as specified.
bool has_modules(const Stated& s) { return s.on_host && !model::unified_memory(s.device); }

Variant at_share(std::string what, double share, double weight) {
  constexpr double kBetween = 0.1;
  return {.what = std::move(what),
          .weight = weight,
          .ln_spread = kBetween,
          .scenario = [share](model::Scenario& scenario) {
            if (scenario.host) {
              scenario.host->bandwidth_bytes_per_s *= share;
            }
            if (scenario.cpu_only) {
              scenario.device.bandwidth_bytes_per_s *= share;
            }
          }};
}

}  // namespace

/// Channels without a module, modules below the specified rate, or two sockets that read the memory of one.
std::vector<Variant> slow_memory_variants(const Stated& s) {
  constexpr double kBaseRate = 0.75;  // 4800 of 6400 MT/s: a profile (XMP, EXPO) that is not switched on
  const catalog::MachineDetails& details = s.run.details;
  std::vector<Variant> out;
  if (!has_modules(s)) {
    return out;
  }
  if (!(details.host_channels > 0)) {
    const bool sockets = details.host_sockets > 1 || s.device.part_count > 1;
    out.push_back(at_share(sockets ? "with half of the memory channels, or from the memory of one socket"
                                   : "with half of the memory channels",
                           0.5,
                           2));
    out.push_back(at_share("with a quarter of the memory channels", 0.25, 1));
  }
  if (!(details.host_memory_mts > 0)) {
    out.push_back(at_share("with memory at three quarters of its rate", kBaseRate, 1));
  }
  return out;
}

/// Of a processor whose threads are not stated: fewer than its cores.
std::vector<Variant> threads_variants(const Stated& s) {
  std::vector<Variant> out;
  if (s.device.kind != model::DeviceKind::cpu || s.run.threads > 0) {
    return out;
  }
  const double sockets = s.run.details.host_sockets > 0 ? s.run.details.host_sockets : 1;
  const double cores = s.device.cpu_cores * sockets;
  for (const double share : {0.5, 0.25, 0.125}) {
    const double threads = std::floor(share * cores);
    if (threads >= 1) {
      out.push_back({.what = fmt::format("with {:.0f} of {:.0f} cores", threads, cores),
                     .ln_spread = 0.2,
                     .run = [threads](catalog::Run& run) { run.threads = threads; }});
    }
  }
  return out;
}

}  // namespace tokroof::judge
