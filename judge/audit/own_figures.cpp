#include "judge/audit/ratio_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/readings.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

struct Pair {
  const Claim* over;
  const Claim* under;
  [[nodiscard]] double least() const { return over->low / under->high; }
  [[nodiscard]] double most() const { return over->high / under->low; }
  [[nodiscard]] double middle() const { return over->middle() / under->middle(); }
  [[nodiscard]] std::string text() const {
    const auto name = [](const Claim& c) {
      return c.device + (c.model.empty() ? "" : " " + c.model) + (c.quant.empty() ? "" : " " + c.quant) +
             (c.engine.empty() ? "" : " " + c.engine);
    };
    return fmt::format("{} {} ({}) / {} {} ({}) = {:.3g}",
                       claimed_text(*over),
                       over->unit,
                       name(*over),
                       claimed_text(*under),
                       under->unit,
                       name(*under),
                       middle());
  }
};

/// In how many respects two figures differ. A comparison changes one thing, and never the model.
int differences(const Claim& a, const Claim& b) {
  const auto engine = [](const Claim& c) { return c.engine.substr(0, c.engine.find(' ')); };
  const bool same_device = a.device == b.device;
  int n = same_device ? 0 : 1;
  n += a.devices() != b.devices() ? 1 : 0;
  n += a.quant != b.quant ? 1 : 0;
  n += same_device && engine(a) != engine(b) ? 1 : 0;
  n += same_device && a.interconnect != b.interconnect ? 1 : 0;
  return a.model == b.model ? n : 99;
}

/// How far a reader looks for what a claim compares: its table, or in a guide of few devices all of it.
double reach(const AuditContext& context, const Claim& claim) {
  constexpr double kTable = 6;
  constexpr std::size_t kFewDevices = 4;
  std::vector<std::string> devices;
  for (const Claim* o :
       context.others(claim, [](const Claim& c) { return c.unit == "tok/s" && !c.device.empty(); })) {
    if (!model::holds(devices, o->device)) {
      devices.push_back(o->device);
    }
  }
  return devices.size() <= kFewDevices ? 1e9 : kTable;
}

/// Figures of the guide that the claim may compare: one of its device and another that differs in one respect.
std::vector<Pair> pairs(const AuditContext& context, const Claim& claim) {
  const bool money = claim.kind == "cost";
  const double lines = reach(context, claim);
  const auto figures = context.others(claim, [&](const Claim& o) {
    const bool rate = o.unit == "tok/s" && (o.phase.empty() || o.phase == "decode" || o.phase == claim.phase);
    const bool same = same_line(claim, o) && o.unit != "%" && o.unit != "x" && o.kind != "cost";
    const bool price = o.kind == "cost" && (o.unit == "USD" || o.unit == "EUR");
    return o.low > 0 && lines_apart(claim, o) <= lines && (money ? price : rate || same) &&
           (claim.model.empty() || o.model.empty() || o.model == claim.model);
  });
  std::vector<Pair> out;
  for (const Claim* a : figures) {
    const bool mine = a->device == claim.device && (claim.quant.empty() || a->quant == claim.quant) &&
                      (claim.engine.empty() || a->engine == claim.engine) &&
                      (std::isnan(claim.n_devices) || a->devices() == claim.devices());
    for (const Claim* b : figures) {
      if (mine && a != b && a->unit == b->unit && differences(*a, *b) == 1 &&
          (!money || a->device != b->device)) {
        out.push_back({a, b});
      }
    }
  }
  // What stands on the claim's own line comes first, then what compares a device with itself.
  std::stable_sort(out.begin(), out.end(), [&](const Pair& p, const Pair& q) {
    const auto rank = [&](const Pair& x) {
      return (same_line(*x.over, claim) && same_line(*x.under, claim) ? 0 : 2) +
             (x.over->device == x.under->device ? 0 : 1);
    };
    return rank(p) < rank(q);
  });
  return out;
}

bool impossible_link(const AuditContext& context, const Pair& p) {
  return !link_fault(context, *p.over).empty() || !link_fault(context, *p.under).empty();
}

}  // namespace

Factor factor_of(const Claim& claim) {
  return claim.unit == "%" ? Factor{1 + claim.low / 100, 1 + claim.high / 100, true}
                           : Factor{claim.low, claim.high, false};
}

std::optional<Judgement> from_own_figures(const AuditContext& context, const Claim& claim, const Factor& f) {
  for (const Pair& p : pairs(context, claim)) {
    const bool exact = f.low == f.high && f.low > 0 &&
                       (std::fabs(p.middle() / f.low - 1) < kRatioRounding ||
                        std::fabs(p.over->high / p.under->high / f.low - 1) < kRatioRounding);
    const bool range = f.low < f.high && p.middle() >= f.low * (1 - kRatioRounding) &&
                       p.middle() <= f.high * (1 + kRatioRounding);
    if (exact || range) {
      return impossible_link(context, p)
                 ? suspect("compares with a link that the card cannot have: " + p.text(), p.middle())
                 : plausible("its own figures: " + p.text(), f.percent ? 100 * (p.middle() - 1) : p.middle());
    }
  }
  return std::nullopt;
}

std::optional<Judgement> against_own_figures(const AuditContext& context,
                                             const Claim& claim,
                                             const Factor& f,
                                             const model::Device& d) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  std::string first;
  const bool whole_guide = reach(context, claim) > 1e6 && d.kind != model::DeviceKind::cpu;
  for (const Pair& p : pairs(context, claim)) {
    if (whole_guide || (same_line(*p.over, claim) && same_line(*p.under, claim))) {
      first = first.empty() ? p.text() : first;
      least = std::min(least, p.least());
      most = std::max(most, p.most());
    }
  }
  const double middle = (f.low + f.high) / 2;
  const bool other_phase = !claim.phase.empty() && claim.phase != "decode";
  const bool outside = middle < least * (1 - kRatioRounding) || middle > most * (1 + kRatioRounding);
  if (first.empty() || other_phase || !outside) {
    return std::nullopt;
  }
  return suspect(
      fmt::format("its own figures lie between {:.3g} and {:.3g}, such as {}", least, most, first));
}

}  // namespace tokroof::judge
