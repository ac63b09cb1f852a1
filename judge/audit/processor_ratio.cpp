#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/ratio_bounds.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

/// Other processors that the guide names: what a host is compared with.
std::vector<const model::Device*> other_processors(const AuditContext& context,
                                                   const Claim& claim,
                                                   const model::Device& d) {
  std::vector<const model::Device*> out;
  for (const Claim* o : context.others(claim, [](const Claim& c) { return !c.device.empty(); })) {
    const model::Device* other = context.device(o->device);
    if (other != nullptr && other->kind == model::DeviceKind::cpu && other->cpu_cores != d.cpu_cores &&
        !model::holds(out, other)) {
      out.push_back(other);
    }
  }
  return out;
}

std::string names_of(const std::vector<const model::Device*>& devices) {
  std::string out;
  for (const model::Device* d : devices) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", d->slug);
  }
  return out;
}

}  // namespace

std::optional<Judgement> from_processors(const AuditContext& context,
                                         const Claim& claim,
                                         const Factor& f,
                                         const model::Device& d) {
  // Six of eight channels: a quarter less, and a third more the other way round.
  if (d.memory_channels > 0 && claim.model.empty()) {
    for (const model::Device& full : context.catalog().devices()) {
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
  const std::vector<const model::Device*> others = other_processors(context, claim, d);
  const auto rivals = context.beside(claim, [&](const Claim& o) {
    return o.kind == claim.kind && o.unit == claim.unit && o.device == claim.device &&
           o.phase == claim.phase && o.has_number() && o.low != claim.low;
  });
  if (!rivals.empty()) {
    return unverifiable(
        fmt::format("{} and {} {} on one line: which processor each of them is against, is not said",
                    claimed_text(claim),
                    claimed_text(*rivals.front()),
                    claim.unit));
  }
  if (others.size() > 1) {
    return unverifiable(
        fmt::format("with which processor it compares, is not said: the guide names {}", names_of(others)));
  }
  for (const model::Device* other : others) {
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

}  // namespace tokroof::judge
