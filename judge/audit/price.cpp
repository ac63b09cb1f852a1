#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"

namespace tokroof::judge {
namespace {

constexpr double kThisYear = 2026;
constexpr double kUsdPerEur = 1.1;

struct PriceBand {
  double low = model::kUnknown, high = model::kUnknown;  ///< USD, of all devices of the claim
  std::string why;
};

/// Several devices: as stated, or on the same line of the guide.
double devices_priced(const AuditContext& context, const Claim& claim) {
  if (claim.n_devices > 0) {
    return claim.n_devices;
  }
  double most = 1;
  for (const Claim* other :
       context.beside(claim, [&](const Claim& o) { return o.device == claim.device && o.n_devices > 0; })) {
    most = std::max(most, other->n_devices);
  }
  return most;
}

/// Street prices about a list price: scarce new cards go to 2 x, old ones to a hundredth.
PriceBand about_list(const model::Device& d, double n) {
  const double age = kThisYear - d.year;
  // The list price of unified memory is that of the most of it: the smallest configuration costs about half.
  const bool sizes = d.kind == model::DeviceKind::apu || d.kind == model::DeviceKind::soc;
  const double least = age >= 8 ? 0.01 : age >= 5 ? 0.03 : age >= 3 ? 0.3 : sizes ? 0.4 : 0.6;
  const double most = age >= 5 ? 1.3 : age >= 3 ? 1.7 : 2.1;
  const double list = d.msrp_usd * n;
  return {least * list,
          most * list,
          fmt::format("list price {:.6g} USD, sold at {:.2g} to {:.2g} x", list, least, most)};
}

/// Data-centre cards and chips with unified memory have no list price: what such machines cost by their memory.
PriceBand by_memory(const model::Device& d, double n) {
  if (!(d.memory_gib > 0)) {
    return {};
  }
  const bool unified = d.kind == model::DeviceKind::apu || d.kind == model::DeviceKind::soc;
  const double age = kThisYear - d.year;
  const double low = (unified ? 8 : age >= 7 ? 3 : age >= 5 ? 8 : 70) * d.memory_gib * n;
  const double high = (unified ? 150 : 550) * d.memory_gib * n;
  return {low,
          high,
          fmt::format("no list price; {:.6g} GiB of such {} cost {:.6g} to {:.6g} USD",
                      d.memory_gib * n,
                      unified ? "machines" : "cards",
                      low,
                      high)};
}

PriceBand band_of(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  if (m.is_system()) {
    const double list = m.named->msrp_usd;
    return list > 0 ? PriceBand{0.6 * list, 1.7 * list, fmt::format("the catalog has {:.6g} USD", list)}
                    : by_memory(*m.part, m.parts);
  }
  const auto of = [&](double n) {
    return m.part->msrp_usd > 0 ? about_list(*m.part, n) : by_memory(*m.part, n);
  };
  const double most = devices_priced(context, claim);
  PriceBand band = of(most);
  if (most > 1 && !(claim.n_devices > 0)) {  // "$949 each, and four of them $3,800": of one or of all
    const PriceBand one = of(1);
    band.low = one.low;
    band.why = fmt::format("one: {}; {:g}: {}", one.why, most, band.why);
  }
  return band;
}

/// The whole machine around a card, priced under the card's name.
const model::Device* machine_at(const AuditContext& context, const model::Device& card, double usd) {
  for (const model::Device& d : context.catalog().devices()) {
    if (d.kind == model::DeviceKind::system && d.part == card.slug &&
        std::fabs(usd / d.msrp_usd - 1) < 0.05) {
      return &d;
    }
  }
  return nullptr;
}

/// The cost of a year, repeated without its unit.
const Claim* yearly(const AuditContext& context, const Claim& claim) {
  const auto found = context.others(claim, [&](const Claim& o) {
    return o.unit == "USD/year" && o.device == claim.device && touches(claim, o.low, o.high, 0.005);
  });
  return found.empty() ? nullptr : found.front();
}

/// Hours x a price an hour, all three within a few lines: which of them the claim is.
std::string job_cost(const AuditContext& context, const Claim& claim) {
  const auto near = context.others(claim, [&](const Claim& o) {
    return o.device == claim.device && lines_apart(claim, o) <= 2 && o.has_number() &&
           (o.unit == "h" || o.unit == "USD" || o.unit == "USD/h");
  });
  for (const Claim* hours : near) {
    for (const Claim* money : near) {
      if (hours->unit != "h" || money->unit == "h") {
        continue;
      }
      const Claim& rate = money->middle() < claim.middle() ? *money : claim;
      const Claim& total = &rate == &claim ? *money : claim;
      if (touches(total, hours->low * rate.low, hours->high * rate.high, 0.02)) {
        return fmt::format("{} h x {} USD/h = {:.6g} to {:.6g} USD",
                           claimed_text(*hours),
                           claimed_text(rate),
                           hours->low * rate.low,
                           hours->high * rate.high);
      }
    }
  }
  return "";
}

Judgement judge_small_amount(const AuditContext& context,
                             const Claim& claim,
                             const NamedMachine& m,
                             const PriceBand& band) {
  const double watts = std::fmax(m.named->tdp_w, m.part->tdp_w * m.parts);
  constexpr double kDear = 0.6;  // USD/kWh
  const double day = watts / 1e3 * 24 * kDear;
  if (claim.high == 0) {
    return suspect(
        fmt::format("not free: {:.0f} W at the guide's own price of electricity cost something every hour, "
                    "and the hardware its price",
                    watts));
  }
  if (const std::string job = job_cost(context, claim); !job.empty()) {
    return plausible(job);
  }
  if (claim.high <= day) {
    return plausible(
        fmt::format("an amount of electricity: a day at {:.0f} W costs at most {:.3g} USD", watts, day),
        model::kUnknown,
        day);
  }
  constexpr double kHoursOfRent[] = {2000, 100000};  // in which rent makes up the price
  const double rent[] = {band.low / kHoursOfRent[1], band.high / kHoursOfRent[0]};
  if (touches(claim, rent[0], rent[1], 0)) {
    return plausible(
        fmt::format("as rent of an hour: usual rents are {:.2g} to {:.2g} USD", rent[0], rent[1]));
  }
  return suspect(fmt::format("far below a price ({}), above an hour's rent ({:.2g} USD)", band.why, rent[1]));
}

}  // namespace

Judgement judge_price(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  const double usd = claim.unit == "EUR" ? kUsdPerEur : 1;
  if (m.part == nullptr) {
    constexpr double kMachines[] = {300, 1e6};
    const bool machine = generic_machine(claim.device);
    const std::string why = fmt::format(
        "a machine that is not described; they cost {:.0f} to {:.0f} USD", kMachines[0], kMachines[1]);
    return machine ? (touches(claim, kMachines[0], kMachines[1], 0) ? plausible(why) : suspect(why))
                   : unverifiable("no device is named: what is paid for is not known");
  }
  if (!claim.interconnect.empty() && claim.high * usd < 300) {
    constexpr double kAdapter = 300;
    return plausible(fmt::format(
        "a cable or adapter for '{}', not the card: up to {:.0f} USD", claim.interconnect, kAdapter));
  }
  if (const Claim* year = yearly(context, claim)) {
    return plausible(fmt::format("the guide's own cost of a year (line {:.0f})", year->line_no),
                     year->middle());
  }
  const PriceBand band = band_of(context, claim, m);
  if (!(band.low > 0)) {
    return unverifiable(fmt::format("no price of {} is known", m.named->slug));
  }
  if (claim.method == "machine") {  // with its other parts, from a used office PC to a server
    constexpr double kRest[] = {100, 15000};
    const std::string why =
        fmt::format("{}; the rest of a machine {:.0f} to {:.0f} USD", band.why, kRest[0], kRest[1]);
    return touches(claim, (band.low + kRest[0]) / usd, (band.high + kRest[1]) / usd, 0) ? plausible(why)
                                                                                        : suspect(why);
  }
  constexpr double kSmall = 0.1;
  if (claim.high * usd < kSmall * band.low || !claim.model.empty()) {
    return judge_small_amount(context, claim, m, band);
  }
  const double predicted = std::sqrt(band.low * band.high) / usd;
  if (touches(claim, band.low / usd, band.high / usd, 0) && claim.high * usd < 1.5 * band.high) {
    return plausible(band.why, predicted);
  }
  if (const model::Device* whole = machine_at(context, *m.part, claim.middle() * usd)) {
    return plausible(fmt::format("the price of {}", whole->slug), whole->msrp_usd);
  }
  return suspect(fmt::format("{}; claimed {} {}", band.why, claimed_text(claim), claim.unit), predicted);
}

}  // namespace tokroof::judge
