#include "judge/audit/context.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"

namespace tokroof::judge {
namespace {

/// "generic-32b": a size class. The number; nothing where the name is none.
std::optional<double> size_class_b(std::string_view name) {
  constexpr std::string_view kPrefix = "generic-";
  if (!name.starts_with(kPrefix) || !name.ends_with('b')) {
    return std::nullopt;
  }
  return catalog::parse_number(name.substr(kPrefix.size(), name.size() - kPrefix.size() - 1));
}

const model::Architecture* nearest_dense(const catalog::Catalog& catalog, double parameters) {
  const model::Architecture* best = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const model::Architecture& m : catalog.models()) {
    const double distance = std::fabs(std::log(m.parameters / parameters));
    if (m.experts == 0 && m.layers > 0 && distance < least) {
      least = distance;
      best = &m;
    }
  }
  constexpr double kOtherSize = 0.3;  // in ln: "671B" is of no dense model
  return least < kOtherSize ? best : nullptr;
}

}  // namespace

const model::Device* AuditContext::device(std::string_view name) const {
  const model::Device* own = catalog_.find_device(name);
  return own != nullptr || name.empty() || generic_machine(name)
             ? own
             : catalog_.find_device(catalog_.names().device(name).slug);
}

NamedMachine AuditContext::machine(const Claim& claim) const {
  NamedMachine m;
  m.named = m.part = device(claim.device);
  m.parts = claim.devices();
  if (m.named != nullptr && m.named->kind == model::DeviceKind::system && !m.named->part.empty()) {
    m.part = catalog_.find_device(m.named->part);
    m.parts = m.named->part_count > 0 ? m.named->part_count : 1;
  }
  return m;
}

const model::Architecture* AuditContext::model(std::string_view name) const {
  if (name.empty()) {
    return nullptr;
  }
  if (const model::Architecture* found = catalog_.find_model(name)) {
    return found;
  }
  if (const catalog::Alias* alias = catalog_.alias("model", name)) {
    return catalog_.find_model(alias->canonical);
  }
  const auto billions = size_class_b(name);
  return billions && *billions > 0 ? nearest_dense(catalog_, *billions * 1e9)
                                   : catalog_.find_model(catalog_.names().model(name).match.slug);
}

std::vector<const Claim*> AuditContext::others(const Claim& claim, const Test& test) const {
  std::vector<const Claim*> found;
  for (const Claim& other : claims_) {
    if (&other != &claim && other.id != claim.id && other.guide == claim.guide && test(other)) {
      found.push_back(&other);
    }
  }
  return found;
}

std::vector<const Claim*> AuditContext::beside(const Claim& claim, const Test& test) const {
  return others(claim, [&](const Claim& other) { return same_line(claim, other) && test(other); });
}

bool same_line(const Claim& a, const Claim& b) {
  const bool placed = !std::isnan(a.passage) && !std::isnan(b.passage);
  return a.guide == b.guide && (placed ? a.passage == b.passage : a.line_no == b.line_no);
}

double lines_apart(const Claim& a, const Claim& b) {
  const double apart = std::fabs(a.line_no - b.line_no);
  return std::isnan(apart) ? std::numeric_limits<double>::infinity() : apart;
}

bool same_hardware(const AuditContext& context, const Claim& a, const Claim& b) {
  if (a.device.empty() || b.device.empty()) {
    return false;
  }
  if (a.device == b.device) {
    return true;
  }
  const NamedMachine x = context.machine(a);
  const NamedMachine y = context.machine(b);
  return x.part != nullptr && x.part == y.part && (x.is_system() != y.is_system());
}

bool generic_machine(std::string_view device) { return device == "system" || device == "cloud-gpu"; }

std::string claimed_text(const Claim& claim) {
  if (!claim.word.empty()) {
    return claim.word;
  }
  return claim.low == claim.high ? fmt::format("{:.7g}", claim.low)
                                 : fmt::format("{:.7g} to {:.7g}", claim.low, claim.high);
}

std::string machine_text(const NamedMachine& machine) {
  if (machine.part == nullptr) {
    return "no device";
  }
  return machine.parts > 1 ? fmt::format("{:.0f} x {}", machine.parts, machine.part->slug)
                           : std::string(machine.part->slug);
}

bool touches(const Claim& claim, double low, double high, double tolerance) {
  return claim.high >= low * (1 - tolerance) && claim.low <= high * (1 + tolerance);
}

std::string unknown_names(const AuditContext& context, const Claim& claim) {
  const auto sentence = [](std::string_view what, std::string_view name, const auto& nearest) {
    return fmt::format("the catalog has no {} '{}' (nearest: {})", what, name, fmt::join(nearest, ", "));
  };
  if (!claim.device.empty() && !generic_machine(claim.device) && !claim.names_set() &&
      context.device(claim.device) == nullptr) {
    return sentence("device", claim.device, context.catalog().nearest_devices(claim.device));
  }
  if (!claim.model.empty() && context.model(claim.model) == nullptr) {
    return sentence("model", claim.model, context.catalog().nearest_models(claim.model));
  }
  return "";
}

}  // namespace tokroof::judge
