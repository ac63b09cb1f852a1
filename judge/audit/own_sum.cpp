#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

constexpr double kMillion = 1e6;
constexpr double kSumRounding = 0.08;  // months of 28 to 31 days, figures of two digits
/// The dearest average that households of a country pay: Germany 0.3835 EUR/kWh, first half of 2025 (Eurostat,
/// nrg_pc_204), in dollars.
constexpr double kDearestTariff = 0.45;

/// What a sum of two or three stated figures comes to: the least and the most of all that the passage gives.
struct OwnSum {
  double low = INFINITY, high = 0;
  std::string least, most;  ///< how they are reckoned
  void add(double from, double to, const std::string& how) {
    if (from < low) least = how;
    if (to > high) most = how;
    low = std::min(low, from);
    high = std::max(high, to);
  }
  [[nodiscard]] bool empty() const { return most.empty(); }
  [[nodiscard]] std::string arithmetic() const { return least == most ? most : least + " to " + most; }
};

using Claims = std::vector<const Claim*>;

/// Of the claim's own sentence; where that has none, of its passage.
Claims beside_in(const AuditContext& context,
                 const Claim& claim,
                 std::initializer_list<std::string_view> units) {
  Claims found = context.beside(
      claim, [&](const Claim& o) { return model::is_one_of(o.unit, units) && o.has_number(); });
  const auto is_apart = [&](const Claim* o) { return o->sentence != claim.sentence; };
  if (!std::all_of(found.begin(), found.end(), is_apart)) std::erase_if(found, is_apart);
  return found;
}

Judgement against(const Claim& claim, const OwnSum& sum) {
  const double expected = (sum.low + sum.high) / 2;
  constexpr double kCent = 0.005;
  const bool money = claim.unit.starts_with("USD") || claim.unit.starts_with("EUR");
  const bool to_a_cent = money && claim.high >= sum.low - kCent && claim.low <= sum.high + kCent;
  constexpr double kOneDigit = 0.15;  // "2 dollars a million tokens"
  const double rounding = claim.unit.ends_with("/Mtoken") ? kOneDigit : kSumRounding;
  if (to_a_cent || touches(claim, sum.low, sum.high, rounding)) {
    return plausible(sum.arithmetic(), expected);
  }
  return wrong_spec(
      fmt::format(
          "its own figures give {}; the claim is {:.2g} x that", sum.arithmetic(), claim.middle() / expected),
      expected);
}

/// "USD/month": days in the span of an amount of money; 0: it is none.
double days_of(std::string_view unit) {
  if (!unit.starts_with("USD/") && !unit.starts_with("EUR/")) return 0;
  constexpr double kMonth = 30.4, kYear = 365;
  return unit.ends_with("/day") ? 1 : unit.ends_with("/month") ? kMonth : unit.ends_with("/year") ? kYear : 0;
}

bool is_of_hour(std::string_view unit) { return model::is_one_of(unit, {"USD/h", "EUR/h"}); }

double kilowatts(const Claim& power, double value) { return value * (power.unit == "kW" ? 1 : 1e-3); }

/// Watts x hours x a tariff. What of them is not stated is taken as the most that it can be: the rated power and a host,
/// day and night, at the dearest tariff; such a bound accuses only what is above it.
std::optional<Judgement> electricity(const AuditContext& context, const Claim& claim) {
  constexpr double kDay_h = 24, kHost_w = 300,
                   kSupply = 0.87;  // the least efficient supply that is sold as good
  const bool hour = is_of_hour(claim.unit);
  const double days = hour ? 1 : days_of(claim.unit);
  const Claims powers = beside_in(context, claim, {"W", "kW"});
  const Claims uses = beside_in(context, claim, {"h/day"});
  const Claims tariffs = beside_in(context, claim, {"USD/kWh", "EUR/kWh"});
  const NamedMachine m = context.machine(claim);
  OwnSum sum;
  for (const Claim* power : hour ? powers : Claims{}) {
    for (const Claim* tariff : tariffs) {
      for (const double cards : {1.0, power->devices()}) {  // whether each draws it is not said
        const double each = kilowatts(*power, power->middle()) * cards;
        sum.add(each * tariff->low,
                each * tariff->high,
                fmt::format("{}{} {} x 1 h x {} {} = {:.3g}",
                            cards > 1 ? fmt::format("{:.0f} x ", cards) : "",
                            claimed_text(*power),
                            power->unit,
                            claimed_text(*tariff),
                            tariff->unit,
                            each * tariff->high));
      }
    }
  }
  for (const Claim* power : hour ? Claims{} : powers) {
    for (const Claim* use : uses) {
      for (const Claim* tariff : tariffs) {
        const double low = kilowatts(*power, power->middle()) * use->low * tariff->low * days;
        const double high = kilowatts(*power, power->middle()) * use->high * tariff->high * days;
        sum.add(low,
                high,
                fmt::format("{} {} x {} h x {} {}{} = {:.3g}",
                            claimed_text(*power),
                            power->unit,
                            claimed_text(*use),
                            claimed_text(*tariff),
                            tariff->unit,
                            days > 1 ? fmt::format(" x {:.0f} days", days) : "",
                            high));
      }
    }
  }
  if (!sum.empty()) {
    const auto is_bill = [&](const Claim* o) { return touches(*o, sum.low, sum.high, kSumRounding); };
    const Claims amounts = beside_in(context, claim, {claim.unit});
    const bool is_other = !is_bill(&claim) && std::any_of(amounts.begin(), amounts.end(), is_bill);
    return is_other
               ? unverifiable("another amount beside it is the bill: what this one pays for, is not said")
               : against(claim, sum);
  }
  double kw = 0;
  for (const Claim* power : powers) kw = std::max(kw, kilowatts(*power, power->high));
  if (kw <= 0 && m.part != nullptr) {
    kw = (m.is_system() ? m.named->tdp_w : m.part->tdp_w * m.parts + kHost_w) / kSupply / 1e3;
  }
  double hours = 0, tariff = 0;
  for (const Claim* use : uses) hours = std::max(hours, use->high);
  hours = hour ? 1 : hours;
  for (const Claim* price : tariffs) tariff = std::max(tariff, price->high);
  if (!(kw > 0)) {
    return std::nullopt;
  }
  const double most_kwh = kw * (hours > 0 ? hours : kDay_h) * days;
  const double most = most_kwh * (tariff > 0 ? tariff : kDearestTariff);
  const std::string why =
      fmt::format("{:.0f} W {} are {:.3g} kWh: at {} a kWh {:.3g}; the claim is {:.2g} a kWh",
                  kw * 1e3,
                  hour        ? "for an hour"
                  : hours > 0 ? fmt::format("for {:.3g} hours a day", hours)
                              : "day and night",
                  most_kwh,
                  tariff > 0 ? fmt::format("{:.3g}", tariff)
                             : fmt::format("the dearest household tariff, {:.3g}", kDearestTariff),
                  most,
                  claim.middle() / most_kwh);
  return claim.low > most * (1 + kSumRounding) ? suspect(why, model::kUnknown, most)
                                               : plausible(why, model::kUnknown, most);
}

/// What is paid or saved in a span, as an amount of an hour or a day, and how it is written.
struct Saved {
  double rate;
  std::string text;
};

/// Of hours of use, amounts of an hour; of months and years, those of longer spans.
std::vector<Saved> saved_beside(const AuditContext& context, const Claim& claim) {
  std::vector<Saved> out;
  const bool hours = claim.unit == "h";
  const auto is_amount = [&](const Claim& o) {
    return o.has_number() && o.low > 0 &&
           (hours ? model::is_one_of(o.unit, {"USD/h", "EUR/h"}) : days_of(o.unit) > 0);
  };
  for (const Claim* a : context.beside(claim, is_amount)) {
    out.push_back(
        {a->middle() / (hours ? 1 : days_of(a->unit)), fmt::format("{} {}", claimed_text(*a), a->unit)});
  }
  if (!hours) {
    return out;
  }
  for (const Claim* power : beside_in(context, claim, {"W", "kW"})) {  // what its own hours cost
    for (const Claim* tariff : beside_in(context, claim, {"USD/kWh", "EUR/kWh"})) {
      out.push_back(
          {kilowatts(*power, power->middle()) * tariff->middle(),
           fmt::format(
               "{} {} x {} {}", claimed_text(*power), power->unit, claimed_text(*tariff), tariff->unit)});
    }
  }
  return out;
}

/// A price over what is paid or saved in a span; or over the difference of two such amounts.
std::optional<Judgement> payback(const AuditContext& context, const Claim& claim) {
  const double span = claim.unit == "years"    ? days_of("USD/year")
                      : claim.unit == "months" ? days_of("USD/month")
                                               : 1;
  const std::vector<Saved> amounts = saved_beside(context, claim);
  std::optional<Judgement> nearest;
  const auto ask = [&](const Claim& price, double rate, const std::string& how) {
    OwnSum sum;
    const double spans = price.middle() / rate / span;
    sum.add(spans, spans, fmt::format("{} / {} = {:.4g} {}", claimed_text(price), how, spans, claim.unit));
    Judgement judged = against(claim, sum);
    if (!nearest || judged.verdict == ClaimVerdict::plausible) nearest = std::move(judged);
  };
  for (const Claim* price : beside_in(context, claim, {"USD", "EUR"})) {
    for (const Saved& a : amounts) {
      ask(*price, a.rate, a.text);
      for (const Saved& b : amounts) {
        if (a.rate > b.rate) ask(*price, a.rate - b.rate, fmt::format("({} - {})", a.text, b.text));
      }
    }
  }
  return nearest;
}

/// Bits over eight; codes and headers take some of them.
std::optional<Judgement> bytes_of_bits(const AuditContext& context, const Claim& claim) {
  constexpr double kBitsAByte = 8, kLeastPayload = 0.7;
  std::optional<Judgement> judged;
  for (const Claim* bits : beside_in(context, claim, {"Gbit/s"})) {
    const double low = bits->low / kBitsAByte, high = bits->high / kBitsAByte;
    const std::string why = fmt::format("{} Gbit/s / 8 = {:.3g} GB/s", claimed_text(*bits), high);
    const bool holds = touches(claim, kLeastPayload * low, high, kSumRounding);
    if (holds || !judged) judged = (holds ? plausible : wrong_spec)(why, high, model::kUnknown);
  }
  return judged;
}

/// A million tokens: what an hour costs, over the tokens of that hour. Rent where it is said, else electricity; of several
/// cards, whether each or all of them cost it is not said.
std::optional<Judgement> price_of_tokens(const AuditContext& context, const Claim& claim) {
  constexpr double kHour_s = 3600;
  const std::string money = claim.unit.substr(0, claim.unit.find('/'));
  double most_cards = 1;
  for (const Claim* o : context.beside(claim, [](const Claim&) { return true; })) {
    most_cards = std::max(most_cards, o->devices());
  }
  OwnSum sum;
  for (const Claim* rate : beside_in(context, claim, {"tok/s"})) {
    const double millions = rate->middle() * kHour_s / kMillion;
    const auto add = [&](double an_hour, const std::string& how) {
      for (const double cards : {1.0, most_cards}) {
        const double price = cards * an_hour / millions;
        sum.add(price,
                price,
                fmt::format("{}{} / ({} tok/s x 3600 s) = {:.3g} a million tokens",
                            cards > 1 ? fmt::format("{:.0f} x ", cards) : "",
                            how,
                            claimed_text(*rate),
                            price));
      }
    };
    const Claims rents = beside_in(context, claim, {money + "/h"});
    for (const Claim* rent : rents) add(rent->middle(), claimed_text(*rent) + " " + rent->unit);
    for (const Claim* power : rents.empty() ? beside_in(context, claim, {"W", "kW"}) : Claims{}) {
      for (const Claim* tariff : beside_in(context, claim, {money + "/kWh"})) {
        add(kilowatts(*power, power->middle()) * tariff->middle(),
            fmt::format(
                "{} {} x {} {}", claimed_text(*power), power->unit, claimed_text(*tariff), tariff->unit));
      }
    }
  }
  return sum.empty() ? std::nullopt : std::optional(against(claim, sum));
}

/// A number of steps over their rate.
std::optional<Judgement> work_time(const AuditContext& context, const Claim& claim) {
  const double unit_s = claim.unit == "h" ? 3600 : claim.unit == "min" ? 60 : 1;
  struct Work {
    std::string_view unit, rate;
    double times = 1;  ///< what is done in one of the unit
  };
  constexpr Work kWork[] = {{"steps", "it/s"},
                            {"samples", "samples/s"},
                            {"samples", "samples/h"},
                            {"images", "img/s"},
                            {"Mtokens", "tok/s", kMillion}};
  OwnSum sum;
  for (const auto& [work, rate, times] : kWork) {
    for (const Claim* count : beside_in(context, claim, {work})) {
      for (const Claim* speed : beside_in(context, claim, {rate})) {
        if (!(speed->low > 0)) continue;
        const double span = times * (speed->unit.ends_with("/h") ? 3600 : 1) / unit_s;
        sum.add(count->low / speed->high * span,
                count->high / speed->low * span,
                fmt::format("{} {} / {} {} = {:.3g} {}",
                            claimed_text(*count),
                            count->unit,
                            claimed_text(*speed),
                            speed->unit,
                            count->middle() / speed->middle() * span,
                            claim.unit));
      }
    }
  }
  return sum.empty() ? std::nullopt : std::optional(against(claim, sum));
}

}  // namespace

std::optional<Judgement> from_own_sum(const AuditContext& context, const Claim& claim) {
  if (std::isnan(claim.passage) || !claim.has_number()) {
    return std::nullopt;
  }
  if (days_of(claim.unit) > 0) {
    return claim.method == "electricity"
               ? electricity(context, claim)
               : std::optional(unverifiable("an amount of a span of time; what it pays for, is not said"));
  }
  if (is_of_hour(claim.unit) && claim.method == "electricity") return electricity(context, claim);
  if (claim.unit == "GB/s" && claim.device.empty()) return bytes_of_bits(context, claim);
  if (claim.unit.ends_with("/Mtoken")) return price_of_tokens(context, claim);
  const bool hours_of_payback = claim.unit == "h" && claim.kind == "cost";
  if (hours_of_payback || model::is_one_of(claim.unit, {"months", "years"})) return payback(context, claim);
  if (model::is_one_of(claim.unit, {"h", "min", "s"}) && claim.phase.empty())
    return work_time(context, claim);
  return std::nullopt;
}

}  // namespace tokroof::judge
