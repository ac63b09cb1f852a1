#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/audit.hpp"
#include "judge/audit/judges.hpp"

namespace tokroof::judge {
namespace {

constexpr double kPriceRounding = 0.03;

std::vector<const Claim*> beside_with_unit(const AuditContext& context,
                                           const Claim& claim,
                                           std::string_view unit) {
  return context.beside(
      claim, [&](const Claim& o) { return o.unit == unit && o.device == claim.device && o.has_number(); });
}

/// Why an input of a quotient does not hold itself; empty: it does.
std::string rejected(const AuditContext& context, const Claim& input) {
  const Judgement judged = judge_claim(context, input);
  const bool cannot_be =
      judged.verdict == ClaimVerdict::impossible || judged.verdict == ClaimVerdict::wrong_spec;
  return !cannot_be
             ? ""
             : fmt::format("; but {} {} do not hold: {}", claimed_text(input), input.unit, judged.reason);
}

/// claim = top / bottom for figures of the same line (or, for restatements, of the same hardware).
Judgement judge_quotient(const AuditContext& context,
                         const Claim& claim,
                         const std::vector<const Claim*>& tops,
                         const std::vector<const Claim*>& bottoms) {
  std::optional<Judgement> nearest;
  double least = std::numeric_limits<double>::infinity();
  for (const Claim* top : tops) {
    for (const Claim* bottom : bottoms) {
      const double low = top->low / bottom->high;
      const double high = top->high / bottom->low;
      const std::string why = fmt::format("{} {} / {} {} = {:.6g}",
                                          claimed_text(*top),
                                          top->unit,
                                          claimed_text(*bottom),
                                          bottom->unit,
                                          top->middle() / bottom->middle());
      if (touches(claim, low, high, kPriceRounding)) {
        const std::string fault = rejected(context, *top) + rejected(context, *bottom);
        return (fault.empty() ? plausible : suspect)(
            why + fault, top->middle() / bottom->middle(), model::kUnknown);
      }
      const double distance = std::fabs(std::log(claim.middle() / (top->middle() / bottom->middle())));
      if (distance < least) {
        least = distance;
        nearest = suspect(fmt::format("{}, claimed {}", why, claimed_text(claim)),
                          top->middle() / bottom->middle());
      }
    }
  }
  return nearest ? *nearest : unverifiable("the guide does not give the two figures of this quotient");
}

/// Money a year, tokens a year: what the guide says of one device, tokens counted from its own rate a day.
struct TokenCost {
  double usd_per_gtoken;
  std::string arithmetic;
};

std::vector<TokenCost> true_costs(const AuditContext& context, const Claim& claim) {
  constexpr double kWorkDays = 250;
  std::vector<TokenCost> out;
  const bool one_device = context.device(claim.device) != nullptr;
  for (const Claim* tokens : context.others(claim, [&](const Claim& o) {
         return o.unit == "tokens/day" && o.has_number() && (!one_device || o.device == claim.device);
       })) {
    for (const Claim* money : context.others(claim, [&](const Claim& o) {
           return (o.unit == "USD/year" || (o.unit == "USD" && lines_apart(o, claim) < 1)) &&
                  o.device == tokens->device && o.low > 0;
         })) {
      const double gtokens = tokens->middle() * kWorkDays / 1e9;
      out.push_back({money->middle() / gtokens,
                     fmt::format("{} {} / ({} tokens/day x {:.0f} days = {:.3g} Gtokens) = {:.6g} USD/Gtoken",
                                 claimed_text(*money),
                                 money->unit,
                                 claimed_text(*tokens),
                                 kWorkDays,
                                 gtokens,
                                 money->middle() / gtokens)});
    }
  }
  return out;
}

/// The smallest model whose tokens the guide counts on this device; 1e9 parameters where it names none.
double smallest_model(const AuditContext& context, const Claim& claim) {
  double parameters = model::kUnknown;
  for (const Claim* o : context.others(
           claim, [&](const Claim& c) { return c.unit == "tokens/day" && c.device == claim.device; })) {
    if (const model::Architecture* model = context.model(o->model)) {
      parameters = std::fmin(parameters, model->active_parameters);
    }
  }
  constexpr double kSmallModel = 1e9;
  return parameters > 0 ? parameters : kSmallModel;
}

/// Electricity alone for tokens at the matrix peak, 8 bits a weight.
double electricity_floor(const NamedMachine& m, double parameters, double usd_per_kwh) {
  const double peak = std::fmax(m.part->fp16_flops, std::fmax(m.part->fp8_flops, m.part->int8_ops));
  const double tokens_per_s = peak / (2 * parameters);
  return m.part->tdp_w / 1e3 / 3600 * usd_per_kwh / tokens_per_s * 1e9;
}

}  // namespace

Judgement judge_price_of_rate(const AuditContext& context, const Claim& claim) {
  if (claim.unit == "TFLOPS/USD") {
    auto tops = beside_with_unit(context, claim, "TFLOPS");
    auto bottoms = beside_with_unit(context, claim, "USD");
    if (tops.empty() || bottoms.empty()) {  // a restatement below the table
      const auto near = [&](std::string_view unit) {
        return context.others(claim, [&](const Claim& o) {
          return o.unit == unit && o.device == claim.device && lines_apart(o, claim) < 10;
        });
      };
      tops = near("TFLOPS");
      bottoms = near("USD");
    }
    return judge_quotient(context, claim, tops, bottoms);
  }
  Judgement judged = judge_quotient(
      context, claim, beside_with_unit(context, claim, "USD"), beside_with_unit(context, claim, "tok/s"));
  if (judged.verdict != ClaimVerdict::unverifiable) {
    return judged;
  }
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr || !(m.part->msrp_usd > 0)) {
    return judged;
  }
  // Without the guide's rate: 1 to 2000 tok/s for the list price.
  const double low = m.part->msrp_usd * m.parts / 2000;
  const double high = m.part->msrp_usd * m.parts;
  const std::string why = fmt::format("the rate is not given; for {:.6g} USD this is {:.6g} tok/s",
                                      m.part->msrp_usd * m.parts,
                                      m.part->msrp_usd * m.parts / claim.middle());
  return touches(claim, low, high, 0) ? plausible(why) : suspect(why);
}

Judgement judge_price_of_tokens(const AuditContext& context, const Claim& claim) {
  const double scale = claim.unit == "USD/Mtoken" ? 1e3 : 1;  // USD/Gtoken in one of the claimed unit
  const std::vector<TokenCost> costs = true_costs(context, claim);
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  for (const TokenCost& c : costs) {
    low = std::min(low, c.usd_per_gtoken / scale);
    high = std::max(high, c.usd_per_gtoken / scale);
  }
  if (!costs.empty() && touches(claim, low, high, 0.05)) {
    return plausible(costs.front().arithmetic, costs.front().usd_per_gtoken / scale);
  }
  for (const double slip : {1e3, 1e6, 1e-3}) {
    if (!costs.empty() && touches(claim, low / slip, high / slip, 0.05)) {
      const TokenCost& c =
          *std::min_element(costs.begin(), costs.end(), [&](const TokenCost& a, const TokenCost& b) {
            return std::fabs(std::log(a.usd_per_gtoken / scale / slip / claim.middle())) <
                   std::fabs(std::log(b.usd_per_gtoken / scale / slip / claim.middle()));
          });
      return wrong_spec(
          fmt::format("{:.0f} x off, a slip of units: {}", slip > 1 ? slip : 1 / slip, c.arithmetic),
          c.usd_per_gtoken / scale);
    }
  }
  const NamedMachine m = context.machine(claim);
  constexpr double kCheapest = 0.03;  // USD/kWh
  if (m.part != nullptr && m.part->tdp_w > 0) {
    const double parameters = smallest_model(context, claim);
    const double floor = electricity_floor(m, parameters, kCheapest) / scale;
    if (claim.high < floor) {
      return impossible(fmt::format("electricity alone, at {} USD/kWh and the matrix peak, of a model of "
                                    "{:.3g} G parameters: {:.3g} {}",
                                    kCheapest,
                                    parameters / 1e9,
                                    floor,
                                    claim.unit),
                        model::kUnknown,
                        floor);
    }
  }
  if (!costs.empty()) {
    return suspect(fmt::format("its own figures: {}", costs.front().arithmetic),
                   costs.front().usd_per_gtoken / scale);
  }
  constexpr double kRent[] = {10, 100000};  // USD/Gtoken: what providers ask, 0.01 to 100 USD a million
  const std::string why = fmt::format("providers ask {} to {} USD/Gtoken", kRent[0], kRent[1]);
  return touches(claim, kRent[0] / scale, kRent[1] / scale, 0) ? plausible(why) : suspect(why);
}

Judgement judge_payback(const AuditContext& context, const Claim& claim) {
  const double years = claim.unit == "months" ? 1.0 / 12 : 1;
  const auto prices = context.others(claim, [&](const Claim& o) {
    return o.unit == "USD" && same_hardware(context, claim, o) && o.middle() > 1000;
  });
  auto rents = context.others(claim, [&](const Claim& o) {
    return (o.unit == "USD/year" || o.unit == "USD/month") && !same_hardware(context, claim, o) && o.low > 0;
  });
  // What the claim sums up is its own table, where that has rents; there its own running cost stands too.
  constexpr double kTable = 12;
  const auto in_table = [&](const Claim* o) { return lines_apart(*o, claim) <= kTable; };
  if (std::any_of(rents.begin(), rents.end(), in_table)) {
    std::erase_if(rents, [&](const Claim* o) { return !in_table(o); });
  }
  double running = 0;
  for (const Claim* own : context.others(claim, [&](const Claim& o) {
         return o.unit == "USD/year" && o.device == claim.device && in_table(&o) && o.low > 0;
       })) {
    running = std::max(running, own->middle());
  }
  std::optional<Judgement> nearest;
  double least = std::numeric_limits<double>::infinity();
  for (const Claim* price : prices) {
    for (const Claim* rent : rents) {
      const double a_year = rent->middle() * (rent->unit == "USD/month" ? 12 : 1) - running;
      if (!(a_year > 0)) continue;
      const double payback = price->middle() / a_year / years;
      const std::string why = fmt::format("{} USD / ({:.6g} USD a year for {}{}) = {:.3g} {}",
                                          claimed_text(*price),
                                          a_year + running,
                                          rent->device,
                                          running > 0 ? fmt::format(" - {:.6g} of its own", running) : "",
                                          payback,
                                          claim.unit);
      if (payback >= claim.low * 0.9 && payback <= claim.high * 1.1) {
        return plausible(why, payback);
      }
      const double distance = std::fabs(std::log(payback / std::max(claim.middle(), 1e-9)));
      if (distance < least) {
        least = distance;
        nearest = suspect(why, payback);
      }
    }
  }
  return nearest ? *nearest : unverifiable("the guide gives no price and no rent to compare");
}

}  // namespace tokroof::judge
