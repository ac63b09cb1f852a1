#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/prediction_json.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

const char* kind_name(const predict::Power& power) {
  switch (power.draw.kind) {
    case model::DrawKind::estimate: return "estimate";
    case model::DrawKind::upper_bound: return "upper bound";
    case model::DrawKind::unknown: break;
  }
  return "unknown";
}

json payback_json(const predict::Payback& payback) {
  return {{"rented_device", text_or_null(payback.rented_device)},
          {"rented_usd_per_h", number(payback.rented_usd_per_h)},
          {"rented_tps", number(payback.rented_tps)},
          {"hours_of_use", number(payback.hours)},
          {"days", number(payback.days)}};
}

}  // namespace

json energy_json(const predict::Economics& e) {
  const predict::Power& power = e.power;
  return {{"power_w", number(power.draw.watts)},
          {"power_is", kind_name(power)},
          {"power_limit_w", number(power.draw.limit_w)},
          {"joules_per_token", number(e.joules_per_token())},
          {"usd_per_million_tokens", number(e.electricity_usd_per_million_tokens)},
          {"idle_power_w", number(power.idle_w)},
          {"host_power_w", number(power.host_w)},
          {"psu_efficiency", number(power.psu_efficiency)},
          {"system_power_w", number(power.system_w)},
          {"system_power_is", power.system_is_bound ? json("upper bound") : json(kind_name(power))},
          {"system_idle_power_w", number(power.system_idle_w)},
          {"system_joules_per_token", number(e.system_joules_per_token())},
          {"tps_per_w", number(e.tps_per_w())}};
}

json cost_json(const predict::Economics& e) {
  const bool rented = e.prices.rent_usd_per_h >= 0;
  return {{"price_usd", number(e.prices.purchase_usd)},
          {"price_is", text_or_null(e.price_is)},
          {"usd_per_kwh", e.prices.usd_per_kwh},
          {"rent_usd_per_h", number(e.prices.rent_usd_per_h)},
          {"hours_per_day", e.prices.hours_per_day},
          {"idle_hours_per_day", e.prices.idle_hours_per_day},
          {"amortize_years", e.prices.amortize_years},
          {"purchase_usd_per_h", rented ? json(nullptr) : number(e.hour.purchase_usd)},
          {"electricity_usd_per_h", rented ? json(nullptr) : number(e.hour.electricity_usd)},
          {"usd_per_h", number(e.hour.total_usd)},
          {"usd_per_million_tokens", number(e.usd_per_million_tokens)},
          {"single_stream_usd_per_million_tokens", number(e.stream_usd_per_million_tokens)},
          {"tps_per_usd", number(e.tps_per_usd())},
          {"payback", e.payback ? payback_json(*e.payback) : json(nullptr)}};
}

}  // namespace tokroof::answers
