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

const model::Device* processor_of(const Stated& s) {
  return s.card ? s.catalog.find_device(s.run.host_device) : &s.device;
}

/// Of one socket's memory, as its maker says; unknown: he does not.
double channels_of(const Stated& s) {
  const model::Device* host = processor_of(s);
  return host != nullptr ? host->memory_channels : model::kUnknown;
}

/// More threads than cores wait for each other at every matrix, and most while some of them have no core at all: reports
/// are of half to a hundredth of the rate (llama.cpp's issues 767 and 842, ktransformers' 219 and 726); the shares are assumed.
/// Unknown: not said.
void add_too_many(double threads, double cores, std::vector<Variant>& out) {
  constexpr double kHardwareThreads = 2;  // of a core
  constexpr double kRather = 0.1;         // nobody says a number: engines take the cores by themselves
  struct Loss {
    double left, ln_spread;
    bool beyond_cores;  // more than the hardware's threads, too
  };
  constexpr Loss kLosses[] = {{0.6, 0.3, false}, {0.15, 0.7, false}, {0.02, 1, true}};
  const bool said = threads > 0;
  for (const Loss& loss : kLosses) {
    if (said && cores > 0 &&
        (threads <= cores || loss.beyond_cores != (threads > kHardwareThreads * cores))) {
      continue;
    }
    const std::string of = cores > 0 ? fmt::format("{:.0f} cores", cores) : "host has cores";
    out.push_back({.what = said && cores > 0 ? fmt::format("with {:.0f} threads on {}", threads, of)
                           : said ? fmt::format("with {:.0f} threads, more than the {}", threads, of)
                                  : fmt::format("with more threads than the {}", of),
                   .weight = said ? 1 : kRather,
                   .ln_spread = loss.ln_spread,
                   .counted = loss.left,
                   .prompt_counted = loss.left});
  }
}

}  // namespace

double host_cores(const Stated& s) {
  const model::Device* host = processor_of(s);
  const double sockets = s.run.details.host_sockets > 0 ? s.run.details.host_sockets : 1;
  return host != nullptr ? host->cpu_cores * sockets : model::kUnknown;
}

/// Channels without a module, modules below the specified rate, or two sockets that read the memory of one.
std::vector<Variant> slow_memory_variants(const Stated& s) {
  constexpr double kBaseRate = 0.75;  // 4800 of 6400 MT/s: a profile (XMP, EXPO) that is not switched on
  const catalog::MachineDetails& details = s.run.details;
  std::vector<Variant> out;
  if (!has_modules(s)) {
    return out;
  }
  const double channels = channels_of(s);
  if (!(details.host_channels > 0) && channels != 1) {
    const bool sockets = details.host_sockets > 1 || s.device.part_count > 1;
    out.push_back(at_share(sockets ? "with half of the memory channels, or from the memory of one socket"
                                   : "with half of the memory channels",
                           0.5,
                           2));
    if (!(channels < 4)) {
      out.push_back(at_share("with a quarter of the memory channels", 0.25, 1));
    }
  }
  if (!(details.host_memory_mts > 0)) {
    out.push_back(at_share("with memory at three quarters of its rate", kBaseRate, 1));
  }
  return out;
}

/// Fewer threads than cores where their number is not stated, or more.
std::vector<Variant> threads_variants(const Stated& s) {
  std::vector<Variant> out;
  if (!s.on_host) {
    return out;
  }
  const double cores = host_cores(s);
  add_too_many(s.run.threads, cores, out);
  if (s.run.threads > 0 || !(cores > 0)) {
    return out;
  }
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
