#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "judge/audit/ratio_bounds.hpp"
#include "judge/audit/readings.hpp"

namespace tokroof::judge {
namespace {

/// A figure of several devices against one of them: no more than their number.
std::optional<Judgement> from_device_count(const Claim& claim, const Factor& f, const NamedMachine& m) {
  if (m.part == nullptr || m.parts <= 1 || f.percent || claim.phase == "aggregate") {
    return std::nullopt;
  }
  const std::string why = fmt::format("{:.0f} devices are at most {:.0f} x one", m.parts, m.parts);
  if ((f.low + f.high) / 2 > m.parts) {
    return impossible(why, model::kUnknown, m.parts);
  }
  return f.high > 0.95 * m.parts && m.parts > 1
             ? suspect(why + ", and a split always costs something", model::kUnknown, m.parts)
             : plausible(why, model::kUnknown, m.parts);
}

/// The fastest card of the newest generation before this one, of its class.
const model::Device* predecessor(const AuditContext& context, const Claim& claim, const model::Device& d) {
  const auto data_centre = [](const model::Device& x) {
    return x.arch.ends_with("-DC") || x.arch == "Hopper" || x.arch.starts_with("CDNA");
  };
  const auto consumer = [](const model::Device& x) {
    return x.name.find("GeForce") != std::string_view::npos;
  };
  constexpr double kTable =
      8;  // lines: the other row or column of a table goes before any card of the catalog
  for (const Claim* row :
       context.others(claim, [&](const Claim& o) { return lines_apart(o, claim) <= kTable; })) {
    const model::Device* other = context.device(row->device);
    if (other != nullptr && other->kind == d.kind && other->vendor == d.vendor && other->year < d.year &&
        other->fp16_flops > 0) {
      return other;
    }
  }
  const model::Device* best = nullptr;
  for (const model::Device& other : context.catalog().devices()) {
    const bool kin = other.kind == d.kind && other.vendor == d.vendor && other.year < d.year &&
                     other.generation != d.generation;
    const double faster = d.bandwidth_bytes_per_s / other.bandwidth_bytes_per_s;
    const bool sized = std::fabs(std::log(other.memory_gib / d.memory_gib)) < 1.0 && faster > 0.9 &&
                       faster < 3.5 && data_centre(other) == data_centre(d) && consumer(other) == consumer(d);
    if (!kin || !sized || !(other.fp16_flops > 0)) {
      continue;
    }
    const bool newer = best != nullptr && other.generation != best->generation && other.year > best->year;
    const bool quicker =
        best != nullptr && other.generation == best->generation && other.fp16_flops > best->fp16_flops;
    if (best == nullptr || newer || quicker) {
      best = &other;
    }
  }
  return best;
}

/// Newer against older device of its class: between bandwidth and the fastest arithmetic.
std::optional<Judgement> from_generations(const AuditContext& context,
                                          const Claim& claim,
                                          const Factor& f,
                                          const NamedMachine& m) {
  const model::Device* old =
      m.part->kind == model::DeviceKind::cpu ? nullptr : predecessor(context, claim, *m.part);
  const bool of_engine = !claim.engine.empty() && claim.phase != "aggregate";
  if (old == nullptr || of_engine || !claim.quant.empty() || claim.kind == "cost") {
    return std::nullopt;
  }
  const model::Device& d = *m.part;
  const bool fp4 = d.generation == "Blackwell" && d.fp8_flops > 0;
  const double fastest = fp4 ? 2 * d.fp8_flops : std::fmax(d.fp16_flops, std::fmax(d.fp8_flops, d.int8_ops));
  const double memory = d.bandwidth_bytes_per_s / old->bandwidth_bytes_per_s;
  const double known = fastest / old->fp16_flops;
  const double arithmetic = std::isnan(known) && claim.phase.empty() ? memory : known;
  if (!(memory > 0) || !(arithmetic > 0)) {
    return std::nullopt;
  }
  const double least = 0.6 * std::min(memory, arithmetic);
  const double most = claim.phase == "aggregate" || claim.phase == "ttft" || claim.phase == "prefill"
                          ? std::max(memory, arithmetic)
                          : std::fmax(memory, d.fp16_flops / old->fp16_flops);
  const std::string why = fmt::format(
      "against {}: {:.3g} x the bandwidth, {:.3g} x the arithmetic of its narrowest format over FP16",
      old->slug,
      memory,
      arithmetic);
  if (f.high < least) {
    return std::nullopt;  // it compares with something else
  }
  return (f.low + f.high) / 2 > most * (1 + kRatioRounding) ? suspect(why, memory, most)
                                                            : plausible(why, memory, most);
}

/// "Twice the bandwidth", "4x the memory": of what both are specified with.
Judgement from_specs(const Claim& claim, const Factor& f, const NamedMachine& m, const model::Device& other) {
  const bool memory = claim.method == "memory";
  const double own = (memory ? m.part->memory_gib : m.part->bandwidth_bytes_per_s / 1e9) * m.parts;
  const double others = memory ? other.memory_gib : other.bandwidth_bytes_per_s / 1e9;
  if (!(own > 0) || !(others > 0)) {
    return unverifiable(
        fmt::format("the {} of {} or {} is not known", claim.method, machine_text(m), other.slug));
  }
  constexpr double kRounding = 1.12;
  const double ratio = own / others;
  const std::string why = fmt::format(
      "{:.4g} / {:.4g} {} ({}) = {:.3g}", own, others, memory ? "GiB" : "GB/s", other.slug, ratio);
  return f.low <= ratio * kRounding && f.high * kRounding >= ratio ? plausible(why, ratio)
                                                                   : wrong_spec(why, ratio);
}

/// Against the device that the claim names: between the ratios of bandwidth and of arithmetic, per stream and per prompt.
Judgement from_versus(const Factor& f, const NamedMachine& m, const model::Device& other) {
  const double memory = m.part->bandwidth_bytes_per_s * m.parts / other.bandwidth_bytes_per_s;
  const auto fastest = [](const model::Device& d) { return std::fmax(d.fp16_flops, d.fp32_flops); };
  const double arithmetic = fastest(*m.part) * m.parts / fastest(other);
  if (!(memory > 0) || !(arithmetic > 0)) {
    return unverifiable(fmt::format("the rates of {} or {} are not known", machine_text(m), other.slug));
  }
  constexpr double kSoftware = 1.25;  // newer parts are better used
  const double most = kSoftware * std::max(memory, arithmetic);
  const std::string why = fmt::format("against {}: {:.3g} x the bandwidth, {:.3g} x the arithmetic at 16 bit",
                                      other.slug,
                                      memory,
                                      arithmetic);
  if (m.part->memory_gib * m.parts > 1.05 * other.memory_gib && f.low > most) {
    return unverifiable(why + "; more where the model fits only one of them");
  }
  return (f.low + f.high) / 2 > most ? suspect(why, memory, most) : plausible(why, memory, most);
}

std::optional<Judgement> from_links(const Claim& claim, const Factor& f, const NamedMachine& m) {
  const model::Device& d = *m.part;
  if (!(d.nvlink_bytes_per_s > 0) || !(d.pcie_generation > 0) || !claim.model.empty() || f.percent ||
      m.parts > 1) {
    return std::nullopt;
  }
  const double pcie = 0.985e9 * std::exp2(d.pcie_generation - 3) * d.pcie_lanes;
  const double ratio = d.nvlink_bytes_per_s / pcie;
  const std::string why =
      fmt::format("NVLink {:.4g} GB/s both ways / PCIe {:.0f}.0 x{:.0f} {:.3g} GB/s one way = {:.3g}",
                  d.nvlink_bytes_per_s / 1e9,
                  d.pcie_generation,
                  d.pcie_lanes,
                  pcie / 1e9,
                  ratio);
  if (ratio >= f.low * 0.97 && ratio <= f.high * 1.03) {
    return plausible(why, ratio);
  }
  return std::nullopt;
}

/// Fewer bits a weight, more tokens: no more than the ratio of the bits.
std::optional<Judgement> from_bits(const Claim& claim, const Factor& f) {
  if (claim.model.empty() || f.percent || !claim.quant.empty()) {
    return std::nullopt;
  }
  constexpr double kBits[] = {16, 8.5, 4.85};
  for (const double wide : kBits) {
    for (const double narrow : kBits) {
      if (wide > narrow && std::fabs(wide / narrow / f.low - 1) < 0.15 &&
          std::fabs(wide / narrow / f.high - 1) < 0.15) {
        return plausible(
            fmt::format("{} bits / {} bits = {:.3g} x fewer bytes a token", wide, narrow, wide / narrow),
            wide / narrow);
      }
    }
  }
  return std::nullopt;
}

std::optional<Judgement> from_drives(const AuditContext& context,
                                     const Claim& claim,
                                     const Factor& f,
                                     const model::Device& d) {
  std::string nearest;
  for (const Claim* o : context.others(claim, [](const Claim& c) { return !c.device.empty(); })) {
    const model::Device* other = context.device(o->device);
    if (other == nullptr || other->kind != model::DeviceKind::storage || other == &d) {
      continue;
    }
    const double ratio = d.bandwidth_bytes_per_s / other->bandwidth_bytes_per_s;
    const std::string why = fmt::format("{:.4g} / {:.4g} GB/s ({}) = {:.3g}",
                                        d.bandwidth_bytes_per_s / 1e9,
                                        other->bandwidth_bytes_per_s / 1e9,
                                        other->slug,
                                        ratio);
    if (std::fabs((f.low + f.high) / 2 / ratio - 1) < 0.1) {
      return plausible(why, ratio);
    }
    nearest = why;
  }
  return nearest.empty() ? std::nullopt : std::optional(suspect("more than the drives' rates: " + nearest));
}

std::optional<Judgement> from_ceiling_of_own_line(const AuditContext& context,
                                                  const Claim& claim,
                                                  const Factor& f) {
  for (const Claim* a :
       context.beside(claim, [&](const Claim& o) { return o.unit == "GB/s" && o.device == claim.device; })) {
    for (const Claim* b : context.beside(
             claim, [&](const Claim& o) { return o.unit == "GB/s" && o.device != claim.device; })) {
      const double ratio = a->middle() / b->middle();
      const std::string why = fmt::format("{} / {} GB/s ({}) = {:.3g}: decode gains no more",
                                          claimed_text(*a),
                                          claimed_text(*b),
                                          b->device,
                                          ratio);
      if (f.percent && f.high <= ratio * 1.03) {
        return plausible(why, 100 * (ratio - 1), 100 * (ratio - 1));
      }
    }
  }
  return std::nullopt;
}

/// The same figure of the same hardware, said before with the model it is of.
std::optional<Judgement> restated(const AuditContext& context, const Claim& claim) {
  if (!claim.model.empty()) {
    return std::nullopt;
  }
  const auto same = context.others(claim, [&](const Claim& o) {
    return o.kind == claim.kind && o.unit == claim.unit && o.low == claim.low && o.high == claim.high &&
           !o.model.empty() && o.device == claim.device;
  });
  if (same.empty()) {
    return std::nullopt;
  }
  Judgement judged = judge_ratio(context, *same.front());
  judged.reason = fmt::format("as on line {:.0f}: {}", same.front()->line_no, judged.reason);
  return judged;
}

}  // namespace

Judgement judge_ratio(const AuditContext& context, const Claim& claim) {
  const Factor f = factor_of(claim);
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("no device is named: what is compared is not known");
  }
  if (const std::string fault = link_fault(context, claim); !fault.empty()) {
    return impossible(fault);
  }
  if (const model::Device* other = context.device(claim.versus)) {
    const bool of_specs = claim.method == "bandwidth" || claim.method == "memory";
    return of_specs ? from_specs(claim, f, m, *other) : from_versus(f, m, *other);
  }
  const model::Device& d = *m.part;
  if (claim.kind == "scaling" || claim.kind == "cost") {
    if (const auto own = from_own_figures(context, claim, f)) return *own;
  }
  if (claim.kind == "cost") {
    return unverifiable("the guide gives no two prices of this ratio");
  }
  if (claim.kind == "scaling") {
    if (d.kind == model::DeviceKind::storage) {
      if (const auto judged = from_drives(context, claim, f, d)) return *judged;
    }
    if (claim.unit == "%" && claim.high == 0 && m.parts > 1) {
      return plausible("layers on several devices work one after the other: no gain for one stream", 0);
    }
    if (const auto judged = from_ceiling_of_own_line(context, claim, f)) return *judged;
    if (d.kind == model::DeviceKind::cpu) {
      if (const auto judged = from_processors(context, claim, f, d)) return *judged;
    }
    if (const auto judged = from_device_count(claim, f, m)) return *judged;
    if (const auto judged = from_links(claim, f, m)) return *judged;
    if (const auto judged = against_own_figures(context, claim, f, d)) return *judged;
    if (const auto judged = from_bits(claim, f)) return *judged;
    if (const auto judged = from_generations(context, claim, f, m)) return *judged;
  }
  if (const auto judged = restated(context, claim)) return *judged;
  return unverifiable(fmt::format("{} {} of what, is not said", claimed_text(claim), claim.unit));
}

}  // namespace tokroof::judge
