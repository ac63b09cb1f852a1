#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"
#include "judge/audit/readings.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

double most_cpu_cores(const catalog::Catalog& catalog) {
  double most = 0;
  for (const model::Device& d : catalog.devices()) {
    most = std::max(most, d.cpu_cores > 0 ? d.cpu_cores : 0.0);
  }
  return most;
}

bool equal(const Claim& claim, double value) { return claim.low == value && claim.high == value; }

/// Shading units a multiprocessor, by architecture: what vendors count as cores of a GPU.
bool shaders(const model::Device& d, double claimed) {
  for (const double lanes : {64.0, 128.0}) {
    if (d.kind == model::DeviceKind::gpu && claimed == d.cores * lanes) {
      return true;
    }
  }
  return false;
}

}  // namespace

Judgement judge_cores(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("no device is named: whose cores these are, is not known");
  }
  const model::Device& d = *m.part;
  if (m.is_system()) {
    const auto sockets = context.others(claim, [&](const Claim& o) {
      return o.unit == "count" && o.device == claim.device && lines_apart(o, claim) <= 2;
    });
    const double n = sockets.empty() ? 2 : std::max(sockets.front()->middle(), 1.0);
    const double most = most_cpu_cores(context.catalog()) * n;
    const std::string why = fmt::format("{:.4g} sockets hold {:.0f} cores at most", n, most);
    return claim.high <= most ? plausible(why, model::kUnknown, most) : suspect(why, model::kUnknown, most);
  }
  const double sockets = d.kind == model::DeviceKind::cpu && d.part_count > 0 ? d.part_count : 1;
  for (const double cores : {d.cpu_cores * sockets, d.cpu_cores, d.cores}) {
    if (cores > 0 && equal(claim, cores)) {
      return plausible(fmt::format("{} has {:.0f}", d.slug, cores), cores);
    }
    if (cores > 0 && d.kind == model::DeviceKind::cpu && equal(claim, 2 * cores)) {
      return wrong_spec(fmt::format("{} has {:.0f} cores; the claim counts threads", d.slug, cores), cores);
    }
  }
  if (shaders(d, claim.middle())) {
    return plausible(fmt::format("{:.0f} multiprocessors of {:.0f} lanes", d.cores, claim.middle() / d.cores),
                     claim.middle());
  }
  const double own = d.cpu_cores > 0 ? d.cpu_cores : d.cores;
  return own > 0 ? wrong_spec(fmt::format("{} has {:.0f}, claimed {}", d.slug, own, claimed_text(claim)), own)
                 : unverifiable(fmt::format("the cores of {} are not known", d.slug));
}

Judgement judge_clock(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr || !(m.part->boost_clock_hz > 0)) {
    return unverifiable("whose clock this is, or its boost clock, is not known");
  }
  const double boost = m.part->boost_clock_hz / (claim.unit == "MHz" ? 1e6 : 1e9);
  const std::string why = fmt::format("{} boosts to {:.4g} {}", m.part->slug, boost, claim.unit);
  constexpr double kShown = 0.02;  // tools read a little above the name
  constexpr double kIdlePowerShare = 0.1;
  if (claim.high > boost * (1 + kShown)) {
    return wrong_spec(why, boost, boost);
  }
  return claim.low < kIdlePowerShare * boost ? suspect(why, boost, boost) : plausible(why, boost, boost);
}

Judgement judge_count(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("a count of what is not said");
  }
  const model::Device& d = *m.part;
  if (claim.interconnect.starts_with("nv") && !(claim.n_devices > 0)) {
    const bool has = d.nvlink_bytes_per_s > 0;
    const std::string why = fmt::format("{} has {}NVLink", d.slug, has ? "" : "no ");
    return has == (claim.high > 0) ? plausible(why) : has ? wrong_spec(why) : impossible(why);
  }
  if (claim.n_devices > 0 || m.is_system()) {
    const double n = m.is_system() ? m.parts : claim.n_devices;
    if (equal(claim, n)) {
      return plausible(fmt::format("{} are meant", machine_text({m.named, m.part, n})), n);
    }
    if (m.is_system()) {
      constexpr double kSockets = 4;
      const std::string why =
          fmt::format("{:.0f} devices; processors and supplies are not in the catalog", m.parts);
      return claim.high <= kSockets ? plausible(why + ", and machines have 1 to 4 of them")
                                    : unverifiable(why);
    }
    return suspect(fmt::format("{:.0f} devices are stated beside it", n), n);
  }
  if (equal(claim, d.pcie_generation)) {
    return plausible(fmt::format("{} is a PCIe {:.0f}.0 device", d.slug, d.pcie_generation),
                     d.pcie_generation);
  }
  return unverifiable("a count of what is not said");
}

Judgement judge_parameters(const AuditContext& context, const Claim& claim) {
  const model::Architecture* model = context.model(claim.model);
  constexpr double kBillion = 1e9;
  constexpr double kRounding = 0.03;
  if (model != nullptr) {
    const auto is = [&](double parameters) {
      return parameters > 0 && touches(claim, parameters / kBillion, parameters / kBillion, kRounding);
    };
    const std::string why = fmt::format("{} has {:.4g} G parameters, {:.4g} G active",
                                        model->slug,
                                        model->parameters / kBillion,
                                        model->active_parameters / kBillion);
    return is(model->parameters) || is(model->active_parameters)
               ? plausible(why, model->parameters / kBillion)
               : wrong_spec(why, model->parameters / kBillion);
  }
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("neither a model nor a device is named");
  }
  constexpr double kGenerousBits = 4.25;
  constexpr double kLeastBits = 2.1;
  const double room = capacity_bytes(m);
  const double most = room * 8 / kGenerousBits / kBillion;
  const std::string why = fmt::format("{}: {:.4g} GB: {:.3g} G parameters at {} bits, {:.3g} G at {}",
                                      machine_text(m),
                                      room / kBillion,
                                      most,
                                      kGenerousBits,
                                      room * 8 / kLeastBits / kBillion,
                                      kLeastBits);
  const double hard = room * 8 / kLeastBits / kBillion;
  if (claim.middle() > hard) {
    return impossible(why, most, hard);
  }
  return claim.high > most ? suspect(why, most, hard) : plausible(why, most, hard);
}

Judgement judge_topology(const AuditContext& context, const Claim& claim) {
  constexpr std::array kLabels = {"X", "PIX", "PXB", "PHB", "NODE", "SYS", "SOC"};
  const NamedMachine m = context.machine(claim);
  const bool bonded = claim.word.starts_with("NV") && claim.word.size() > 2;
  if (!bonded && !model::holds(kLabels, claim.word)) {
    return wrong_spec(fmt::format(
        "'{}' is no label of nvidia-smi topo; they are X, PIX, PXB, PHB, NODE, SYS and NV1 to NV18",
        claim.word));
  }
  if (bonded && m.part != nullptr && m.part->nvlink_bytes_per_s == 0) {
    return impossible(fmt::format("{} has no NVLink: its pairs are PIX to SYS", m.part->slug));
  }
  if (bonded) {
    return plausible("bonded NVLinks, as such devices have");
  }
  return plausible(fmt::format("{} is a label that PCIe devices show; any pair of {} may",
                               claim.word,
                               m.part != nullptr ? m.part->slug : "cards"));
}

Judgement judge_statement(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (const std::string fault = link_fault(context, claim); !fault.empty()) {
    return impossible(fault);
  }
  if (nvlink_named(claim.interconnect) && m.part != nullptr && m.part->nvlink_bytes_per_s > 0) {
    return plausible(fmt::format("{} has NVLink: {:.4g} GB/s, both directions together",
                                 m.part->slug,
                                 m.part->nvlink_bytes_per_s / 1e9));
  }
  std::string beside;
  if (claim.interconnect == "SYS" || claim.interconnect == "PHB") {
    beside =
        "; a PHB pair stays in one socket, a SYS pair crosses the link between sockets and is the slower one";
  } else if (const model::Architecture* model = context.model(claim.model);
             model != nullptr && claim.split == "layer") {
    const double bytes = 4 * model->d_model * (m.parts - 1);
    beside = fmt::format("; a layer split sends {:.3g} kB a token over the link: the link hardly matters",
                         bytes / 1e3);
  }
  return unverifiable("a statement without a figure" + beside);
}

}  // namespace tokroof::judge
