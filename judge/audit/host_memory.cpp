#include "judge/audit/host_memory.hpp"

#include <cmath>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"

namespace tokroof::judge {

std::optional<std::string> populated_channels(const model::Device& d, double gb_per_s) {
  constexpr double kRates[] = {1600,
                               1866,
                               2133,
                               2400,
                               2666,
                               2933,
                               3200,
                               3600,
                               4000,
                               4400,
                               4800,
                               5200,
                               5600,
                               6000,
                               6400,
                               7200,
                               8000,
                               8800};
  const double most = d.memory_data_rate_bits_per_s / 1e6;  // MT/s
  for (double channels = d.memory_channels; channels >= 1; --channels) {
    for (const double rate : kRates) {
      const double value = channels * rate * 8 / 1e3;
      if (rate <= most * 1.01 && std::fabs(gb_per_s / value - 1) < 0.003) {
        return fmt::format("{:.0f} of {:.0f} channels x {:.0f} MT/s x 8 B = {:.4g} GB/s",
                           channels,
                           d.memory_channels,
                           rate,
                           value);
      }
    }
  }
  return std::nullopt;
}

Judgement judge_measured_memory(const Claim& claim, const model::Device& d, double scale) {
  const double peak = d.bandwidth_bytes_per_s / 1e9 / scale;
  const std::string why =
      fmt::format("{:.0f} channels x {:.0f} MT/s x 8 B = {:.4g} GB/s; the claim is {:.0f} % of it",
                  d.memory_channels,
                  d.memory_data_rate_bits_per_s / 1e6,
                  peak * scale,
                  100 * claim.middle() / peak);
  if (claim.middle() > 1.005 * peak) {
    return impossible(why, peak, peak);
  }
  constexpr double kLeast = 0.4;
  constexpr double kMost = 0.96;
  return claim.middle() < kLeast * peak || claim.middle() > kMost * peak
             ? suspect(why, model::kUnknown, peak)
             : plausible(why, model::kUnknown, peak);
}

Judgement judge_latency(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  // Idle load latency of DRAM behind unregistered and registered modules [ns].
  constexpr double kUnregistered[] = {55, 130};
  constexpr double kRegistered[] = {80, 200};
  constexpr double kServerChannels = 4;
  if (m.part == nullptr || claim.unit != "ns") {
    return unverifiable("no device is named: whose latency this is, is not known");
  }
  const bool server = m.part->memory_channels >= kServerChannels;
  const auto& usual = server ? kRegistered : kUnregistered;
  const std::string why = fmt::format("DRAM behind {} modules answers in {:.0f} to {:.0f} ns",
                                      server ? "registered" : "unregistered",
                                      usual[0],
                                      usual[1]);
  return touches(claim, usual[0], usual[1], 0) ? plausible(why, model::kUnknown, usual[0])
                                               : suspect(why, model::kUnknown, usual[0]);
}

}  // namespace tokroof::judge
