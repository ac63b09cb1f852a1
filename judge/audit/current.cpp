#include <algorithm>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"

namespace tokroof::judge {
namespace {

constexpr double kContinuous = 0.8;  // of a circuit's rating, by the electrical code (NEC 210.20)

/// What the machine draws: the largest figure beside the claim, else the catalog's.
double drawn_w(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  double most = 0;
  for (const Claim* other : context.beside(claim, [&](const Claim& o) {
         return o.kind == "power" && (o.unit == "W" || o.unit == "kW") && o.device == claim.device &&
                o.has_number();
       })) {
    most = std::max(most, other->high * (other->unit == "kW" ? 1e3 : 1));
  }
  if (most > 0 || m.named == nullptr) {
    return most;
  }
  return m.is_system() ? m.named->tdp_w : m.part->tdp_w * m.parts;
}

}  // namespace

Judgement judge_current(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  const double w = drawn_w(context, claim, m);
  if (!(w > 0)) {
    constexpr double kServices[] = {60, 400};
    const std::string why =
        fmt::format("electrical services of houses are of {:.0f} to {:.0f} A, circuits of 10 to 60 A",
                    kServices[0],
                    kServices[1]);
    return touches(claim, 10, kServices[1], 0) ? plausible(why) : suspect(why);
  }
  constexpr double kLargestAt120 = 30;  // A; larger circuits are wired for 240 V
  const double rating = claim.middle();
  const double volts = w / 120 <= kContinuous * rating && rating <= kLargestAt120 ? 120 : 240;
  const double amperes = w / volts;
  const std::string why =
      fmt::format("{:.4g} W / {:.0f} V = {:.3g} A; a circuit of {} A carries {:.3g} A continuously (80 %)",
                  w,
                  volts,
                  amperes,
                  claimed_text(claim),
                  kContinuous * rating);
  const double least = amperes / kContinuous;
  if (amperes > 1.02 * rating) {
    return impossible(why, least, amperes);
  }
  constexpr double kGenerous = 4;
  if (amperes > 1.01 * kContinuous * rating || rating > kGenerous * std::max(least, 15.0)) {
    return suspect(why, least, amperes);
  }
  return plausible(why, least, amperes);
}

}  // namespace tokroof::judge
