#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"

namespace tokroof::judge {
namespace {

constexpr double kUsualPrices[] = {0.03, 0.6};  // USD/kWh

/// A way to arrive at the claimed amount from what the guide says elsewhere.
struct Way {
  double low, high;
  std::string arithmetic;
};

double price_per_kwh(const AuditContext& context, const Claim& claim, bool& stated) {
  const auto prices =
      context.others(claim, [](const Claim& o) { return o.unit == "USD/kWh" && o.has_number(); });
  stated = !prices.empty();
  return stated ? prices.front()->middle() : model::kUnknown;
}

std::vector<double> hours_a_day(const AuditContext& context, const Claim& claim) {
  const auto hours =
      context.others(claim, [](const Claim& o) { return o.unit == "h/day" && o.has_number(); });
  if (!hours.empty()) {
    return {hours.front()->middle()};
  }
  return {8, 24};
}

/// Watts that the guide gives for this hardware: the largest on the same line, else of the nearest line above.
std::vector<const Claim*> power_of(const AuditContext& context, const Claim& claim) {
  auto found = context.others(claim, [&](const Claim& o) {
    return o.kind == "power" && (o.unit == "W" || o.unit == "kW") && o.has_number() &&
           same_hardware(context, claim, o) && (o.device != claim.device || o.devices() == claim.devices()) &&
           o.line_no <= claim.line_no;
  });
  if (found.empty()) {
    return found;
  }
  const auto watts = [](const Claim* c) { return c->middle() * (c->unit == "kW" ? 1e3 : 1); };
  const double nearest = (*std::max_element(found.begin(), found.end(), [](const Claim* a, const Claim* b) {
                           return a->line_no < b->line_no;
                         }))->line_no;
  if (claim.unit != "USD/h") {
    std::erase_if(found, [&](const Claim* c) { return c->line_no != nearest; });
    return {*std::max_element(
        found.begin(), found.end(), [&](const Claim* a, const Claim* b) { return watts(a) < watts(b); })};
  }
  return found;
}

void from_power(const AuditContext& context, const Claim& claim, double per_day, std::vector<Way>& ways) {
  bool stated = false;
  const double price = price_per_kwh(context, claim, stated);
  if (!stated) {
    return;
  }
  for (const Claim* power : power_of(context, claim)) {
    const double kw = power->unit == "kW" ? 1 : 1e-3;
    for (const double hours : claim.unit == "USD/h" ? std::vector<double>{1} : hours_a_day(context, claim)) {
      const double factor = kw * price * hours * per_day;
      ways.push_back({power->low * factor,
                      power->high * factor,
                      fmt::format("{} {} x {:.0f} h x {:.3g} USD/kWh{} = {:.3g} to {:.3g} USD",
                                  claimed_text(*power),
                                  power->unit,
                                  hours,
                                  price,
                                  per_day > 1 ? fmt::format(" x {:.0f} days", per_day) : "",
                                  power->low * factor,
                                  power->high * factor)});
    }
  }
}

/// Shorter spans of the same hardware: a day of so many hours, a month of days, a year of days or months.
void from_shorter(const AuditContext& context, const Claim& claim, std::vector<Way>& ways) {
  struct Step {
    std::string_view to, from;
    std::vector<double> times;
  };
  const Step steps[] = {{"USD/day", "USD/h", {8, 10, 12, 24}},
                        {"USD/month", "USD/day", {30, 22}},
                        {"USD/month", "USD/h", {720, 240, 160}},
                        {"USD/year", "USD/month", {12}},
                        {"USD/year", "USD/day", {365, 360, 250}},
                        {"USD/year", "USD/h", {8760}}};
  for (const Step& step : steps) {
    if (claim.unit != step.to) {
      continue;
    }
    for (const Claim* other : context.others(claim, [&](const Claim& o) {
           return o.unit == step.from && o.device == claim.device && o.devices() == claim.devices() &&
                  o.has_number();
         })) {
      for (const double times : step.times) {
        ways.push_back({other->low * times,
                        other->high * times,
                        fmt::format("{} {} x {:.0f} = {:.6g} USD",
                                    claimed_text(*other),
                                    other->unit,
                                    times,
                                    other->middle() * times)});
      }
    }
  }
}

/// What the guide said before, and what one machine saves against another.
void from_other_amounts(const AuditContext& context, const Claim& claim, std::vector<Way>& ways) {
  const auto same_unit =
      context.others(claim, [&](const Claim& o) { return o.unit == claim.unit && o.has_number(); });
  for (const Claim* a : same_unit) {
    const bool repeated = a->devices() == claim.devices() && touches(claim, a->low, a->high, 0.005);
    if (repeated && same_hardware(context, *a, claim) && a->line_no < claim.line_no) {
      ways.push_back({a->low, a->high, fmt::format("as on line {:.0f}", a->line_no)});
    }
    for (const Claim* b : same_unit) {
      const bool points = claim.low == claim.high && a->low == a->high && b->low == b->high;
      const double saved = a->middle() - b->middle();
      // Rents of one hour differ by each other's amounts by chance.
      if (points && claim.unit != "USD/h" && saved > 0 && std::fabs(claim.low / saved - 1) < 0.002 &&
          a->device != b->device && same_hardware(context, *b, claim) && lines_apart(*a, claim) < 10) {
        ways.push_back({saved,
                        saved,
                        fmt::format("{} ({}) - {} ({}) = {:.6g} USD saved",
                                    claimed_text(*a),
                                    a->device,
                                    claimed_text(*b),
                                    b->device,
                                    saved)});
      }
    }
  }
}

/// Nothing else is stated: the most that the hardware's power can cost, or a usual rent.
Judgement without_assumptions(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    constexpr double kRent[] = {0.1, 20};  // USD an hour of a rented GPU
    if (claim.unit == "USD/h" && !claim.device.empty()) {
      const std::string why = fmt::format("rented GPUs cost {} to {} USD an hour", kRent[0], kRent[1]);
      return touches(claim, kRent[0], kRent[1], 0) ? plausible(why) : suspect(why);
    }
    return unverifiable("no device is named: what is paid for is not known");
  }
  // Rent makes up a price of 550 USD a GiB in 2750 hours at the dearest (an instance with one V100 16GB at 3.06 USD, a
  // share of one with eight H100 at 12.3); electricity is far less.
  const double hours = claim.unit == "USD/h"       ? 1
                       : claim.unit == "USD/day"   ? 24
                       : claim.unit == "USD/month" ? 720
                                                   : 8760;
  const double least = m.part->tdp_w * m.parts / 1e3 * kUsualPrices[0] * 0.1;
  const double dearest = m.part->memory_gib * m.parts * 550 / 2750;
  const double watts = m.is_system() ? m.named->tdp_w : m.part->tdp_w * m.parts * 1.8 + 300;
  if (!(watts > 0) || !(dearest > 0)) {
    return unverifiable(fmt::format("the power or the memory of {} is not known", m.part->slug));
  }
  const double electricity = watts / 1e3 * hours * kUsualPrices[1];
  const double rent = dearest * hours;
  const double most = std::max(electricity, rent);
  const std::string why = fmt::format(
      "the electricity of the whole machine, {:.0f} W or less at the wall, is at most {:.6g} USD, "
      "rent of {} at most {:.6g}",
      watts,
      electricity,
      machine_text(m),
      rent);
  return claim.middle() > most || claim.middle() < least ? suspect(why, model::kUnknown, most)
                                                         : plausible(why, model::kUnknown, most);
}

}  // namespace

Judgement judge_energy_price(const AuditContext&, const Claim& claim) {
  const std::string why =
      fmt::format("households and firms pay {} to {} USD/kWh", kUsualPrices[0], kUsualPrices[1]);
  return touches(claim, kUsualPrices[0], kUsualPrices[1], 0) ? plausible(why) : suspect(why);
}

Judgement judge_running_cost(const AuditContext& context, const Claim& claim) {
  std::vector<Way> ways;
  const double days = claim.unit == "USD/month" ? 30 : claim.unit == "USD/year" ? 365 : 1;
  from_power(context, claim, days, ways);
  from_shorter(context, claim, ways);
  from_other_amounts(context, claim, ways);
  constexpr double kRounding = 0.04;
  constexpr double kRoundedRange = 0.2;
  const double tolerance = claim.low < claim.high || claim.low >= 1000 ? kRoundedRange : kRounding;
  const Way* nearest = nullptr;
  for (const Way& way : ways) {
    const auto distance = [&](const Way& w) {
      return std::fabs(std::log(claim.middle() / (w.low + w.high) * 2));
    };
    nearest = nearest == nullptr || distance(way) < distance(*nearest) ? &way : nearest;
  }
  if (nearest != nullptr && touches(claim, nearest->low, nearest->high, tolerance)) {
    return plausible(nearest->arithmetic, (nearest->low + nearest->high) / 2);
  }
  Judgement alone = without_assumptions(context, claim);
  if (nearest == nullptr || (claim.unit == "USD/h" && alone.verdict == ClaimVerdict::plausible)) {
    return alone;
  }
  return wrong_spec(fmt::format("its own assumptions give {}; the claim is {:.2g} x that",
                                nearest->arithmetic,
                                claim.middle() / (nearest->low + nearest->high) * 2),
                    (nearest->low + nearest->high) / 2);
}

}  // namespace tokroof::judge
