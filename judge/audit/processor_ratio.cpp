#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/ratio_bounds.hpp"

namespace tokroof {
namespace {

/// Other processors that the guide names: what a host is compared with.
std::vector<const Device*> other_processors(const AuditContext& context,
                                            const Claim& claim,
                                            const Device& d) {
  std::vector<const Device*> out;
  for (const Claim* o : context.others(claim, [](const Claim& c) { return !c.device.empty(); })) {
    const Device* other = context.device(o->device);
    if (other != nullptr && other->kind == DeviceKind::cpu && other->cpu_cores != d.cpu_cores &&
        std::find(out.begin(), out.end(), other) == out.end()) {
      out.push_back(other);
    }
  }
  return out;
}

}  // namespace

std::optional<Judgement> from_processors(const AuditContext& context,
                                         const Claim& claim,
                                         const Factor& f,
                                         const Device& d) {
  // Six of eight channels: a quarter less, and a third more the other way round.
  if (d.memory_channels > 0 && claim.model.empty()) {
    for (const Device& full : context.catalog().devices()) {
      if (&full == &d || !d.slug.starts_with(full.slug) || !(full.memory_channels > d.memory_channels)) {
        continue;
      }
      const double more = 100 * (full.memory_channels / d.memory_channels - 1);
      const double less = 100 * (1 - d.memory_channels / full.memory_channels);
      for (const double share : {more, less}) {
        if (std::fabs(claim.middle() - share) < 0.6) {
          return plausible(
              fmt::format("{:.0f} of {:.0f} channels: {:.0f} % less, {:.0f} % more the other way",
                          d.memory_channels,
                          full.memory_channels,
                          less,
                          more),
              share);
        }
      }
    }
  }
  if (claim.model.empty()) {
    return std::nullopt;
  }
  double most = 0;
  std::string why;
  const bool prompt = claim.phase == "prefill";
  for (const Device* other : other_processors(context, claim, d)) {
    const double factor =
        prompt ? d.fp32_flops / other->fp32_flops : d.bandwidth_bytes_per_s / other->bandwidth_bytes_per_s;
    if (factor > most) {
      most = factor;
      why = fmt::format("{} has {:.3g} x the {} of {}",
                        d.slug,
                        factor,
                        prompt ? "arithmetic rate" : "bandwidth",
                        other->slug);
    }
  }
  if (most <= 0) {
    return std::nullopt;
  }
  constexpr double kImplementation = 1.25;  // clocks under load, kernels
  const double limit = most * (prompt ? kImplementation : 1.05);
  return f.low > limit ? suspect(why, 100 * (most - 1)) : plausible(why, 100 * (most - 1));
}

}  // namespace tokroof
