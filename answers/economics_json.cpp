#include <cmath>

#include <nlohmann/json.hpp>

#include "answers/prediction_json.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

json known(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

const char* kind_name(const Power& power) {
  switch (power.draw.kind) {
    case DrawKind::estimate: return "estimate";
    case DrawKind::upper_bound: return "upper bound";
    case DrawKind::unknown: break;
  }
  return "unknown";
}

json payback_json(const Payback& payback) {
  return {{"rented_device", payback.rented_device.empty() ? json(nullptr) : json(payback.rented_device)},
          {"rented_usd_per_h", known(payback.rented_usd_per_h)},
          {"rented_tps", known(payback.rented_tps)},
          {"hours_of_use", known(payback.hours)},
          {"days", known(payback.days)}};
}

}  // namespace

json energy_json(const Economics& e) {
  const Power& power = e.power;
  return {{"power_w", known(power.draw.watts)},
          {"power_is", kind_name(power)},
          {"power_limit_w", known(power.draw.limit_w)},
          {"joules_per_token", known(e.joules_per_token())},
          {"usd_per_million_tokens", known(e.electricity_usd_per_million_tokens)},
          {"idle_power_w", known(power.idle_w)},
          {"host_power_w", known(power.host_w)},
          {"psu_efficiency", known(power.psu_efficiency)},
          {"system_power_w", known(power.system_w)},
          {"system_power_is", power.system_is_bound ? json("upper bound") : json(kind_name(power))},
          {"system_idle_power_w", known(power.system_idle_w)},
          {"system_joules_per_token", known(e.system_joules_per_token())},
          {"tps_per_w", known(e.tps_per_w())}};
}

json cost_json(const Economics& e) {
  const bool rented = e.prices.rent_usd_per_h >= 0;
  return {{"price_usd", known(e.prices.purchase_usd)},
          {"usd_per_kwh", e.prices.usd_per_kwh},
          {"rent_usd_per_h", known(e.prices.rent_usd_per_h)},
          {"hours_per_day", e.prices.hours_per_day},
          {"idle_hours_per_day", e.prices.idle_hours_per_day},
          {"amortize_years", e.prices.amortize_years},
          {"purchase_usd_per_h", rented ? json(nullptr) : known(e.hour.purchase_usd)},
          {"electricity_usd_per_h", rented ? json(nullptr) : known(e.hour.electricity_usd)},
          {"usd_per_h", known(e.hour.total_usd)},
          {"usd_per_million_tokens", known(e.usd_per_million_tokens)},
          {"single_stream_usd_per_million_tokens", known(e.stream_usd_per_million_tokens)},
          {"tps_per_usd", known(e.tps_per_usd())},
          {"payback", e.payback ? payback_json(*e.payback) : json(nullptr)}};
}

}  // namespace tokroof
