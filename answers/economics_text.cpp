#include "answers/economics_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "answers/explain_chain.hpp"
#include "catalog/number.hpp"

namespace tokroof::answers {
namespace {

std::string energy_line(const predict::Economics& e) {
  const predict::Power& power = e.power;
  if (!std::isfinite(power.draw.watts)) {
    return "";
  }
  const bool bound = power.draw.kind == model::DrawKind::upper_bound;
  std::string out = fmt::format("  energy    {} {} W of {:.0f}: {} J/token",
                                bound ? "at most" : "about",
                                catalog::significant(power.draw.watts),
                                power.draw.limit_w,
                                catalog::significant(e.joules_per_token()));
  if (power.draw.whole_machine) {
    out += ", the whole machine";
  } else if (std::isfinite(power.system_w)) {
    out += fmt::format("; the machine at the wall {}{} W: {} J/token",
                       power.system_is_bound && !bound ? "at most " : "",
                       catalog::significant(power.system_w),
                       catalog::significant(e.system_joules_per_token()));
  }
  return out + "\n";
}

std::string cost_line(const predict::Economics& e) {
  if (!std::isfinite(e.usd_per_million_tokens)) {
    return std::isfinite(e.hour.electricity_usd)
               ? fmt::format(
                     "  cost      {} USD of electricity a million tokens; no price is known: --price-usd\n",
                     catalog::significant(model::usd_per_million_tokens(e.hour.electricity_usd, e.tps)))
               : "";
  }
  std::string out =
      fmt::format("  cost      {} USD a million tokens", catalog::significant(e.usd_per_million_tokens));
  if (e.tps > e.stream_tps) {
    out += fmt::format(", {} for one stream alone", catalog::significant(e.stream_usd_per_million_tokens));
  }
  const model::Prices& prices = e.prices;
  if (prices.rent_usd_per_h >= 0) {
    return out + fmt::format(": {} USD of rent an hour\n", catalog::significant(prices.rent_usd_per_h));
  }
  return out + fmt::format(": {} USD ({}) over {:g} years of {:g} h a day, {} USD of electricity an hour\n",
                           catalog::significant(prices.purchase_usd),
                           e.price_is,
                           prices.amortize_years,
                           prices.hours_per_day,
                           catalog::significant(e.hour.electricity_usd));
}

std::string payback_line(const predict::Economics& e) {
  if (!e.payback) {
    return "";
  }
  const predict::Payback& payback = *e.payback;
  const std::string what = payback.rented_device.empty() ? "the same" : payback.rented_device;
  if (!std::isfinite(e.prices.purchase_usd)) {
    return "  payback   no price is known: --price-usd\n";
  }
  if (!std::isfinite(payback.hours)) {
    return fmt::format("  payback   never: renting {} for {} USD/h costs less than the electricity here\n",
                       what,
                       catalog::significant(payback.rented_usd_per_h));
  }
  return fmt::format("  payback   {} hours of use, {} days, against renting {} for {} USD/h\n",
                     catalog::significant(payback.hours),
                     catalog::significant(payback.days),
                     what,
                     catalog::significant(payback.rented_usd_per_h));
}

void explain_draw(const predict::Prediction& p, Chain& chain) {
  const model::Draw& draw = p.draw;
  if (draw.kind == model::DrawKind::unknown) {
    return;
  }
  chain.add("P_max", "power limit of all devices", draw.limit_w, "W", "n replicas x the limit of one");
  if (draw.kind == model::DrawKind::upper_bound) {
    chain.add("P_dev", "draw of the devices, an upper bound", draw.watts, "W", "the limit, or idle cards");
    return;
  }
  const model::DrawLaw law = model::draw_law(p.scenario.device);
  const std::string from = fmt::format("least squares on draws of {}: model/energy.hpp", law.measured_on);
  chain.add("s_P", "static share of the limit", law.static_share, "1", from);
  chain.add("e_b", "energy of reading a byte", law.joules_per_byte * 1e9, "nJ", from);
  chain.add("e_w", "energy of unpacking and multiplying a weight", law.joules_per_weight * 1e9, "nJ", from);
  chain.add("bytes", "read by all devices a step", draw.bytes_per_step, "B", "counted");
  chain.add("unpacked", "weights unpacked by all devices a step", draw.weights_per_step, "1", "counted");
  chain.add_some(
      "flops", "batch arithmetic beyond its first token", draw.matrix_flops_per_step, "FLOP", "counted");
  chain.add("P_dev",
            "draw of the devices",
            draw.watts,
            "W",
            "n replicas x (s_P TDP + min(limit - s_P TDP, k (e_b bytes + e_w unpacked + (1 - s_P) TDP/F16 "
            "flops)/(n step))/k), k devices in turn");
}

}  // namespace

std::string economics_lines(const predict::Economics& e) {
  return energy_line(e) + cost_line(e) + payback_line(e);
}

std::vector<ExplainStep> explain_economics(const predict::Prediction& p, const predict::Economics& e) {
  Chain chain;
  explain_draw(p, chain);
  const predict::Power& power = e.power;
  const char* stated = "stated or assumed";
  chain.add(
      "J", "energy of the devices a token", e.joules_per_token(), "J/token", "P_dev/rate of all streams");
  chain.add("P_idle", "devices that wait", power.idle_w, "W", stated);
  chain.add("P_host", "what is not a device", power.host_w, "W", stated);
  chain.add("eta_psu", "efficiency of the power supply", power.psu_efficiency, "1", stated);
  chain.add("P_sys", "the machine at the wall", power.system_w, "W", "(P_dev + P_host)/eta_psu");
  chain.add("P_sys_idle", "the same, waiting", power.system_idle_w, "W", "(P_idle + P_host)/eta_psu");
  chain.add("usd_kwh", "price of electricity", e.prices.usd_per_kwh, "USD/kWh", stated);
  chain.add("h_day", "hours of work a day", e.prices.hours_per_day, "h", stated);
  chain.add("h_idle", "hours of waiting a day", e.prices.idle_hours_per_day, "h", stated);
  chain.add("price", "purchase", e.prices.purchase_usd, "USD", e.price_is);
  chain.add("years", "over which it is written off", e.prices.amortize_years, "years", stated);
  chain.add("buy_h", "purchase an hour", e.hour.purchase_usd, "USD/h", "price/(years 365.25 h_day)");
  chain.add("el_h",
            "electricity an hour",
            e.hour.electricity_usd,
            "USD/h",
            "(P_sys + P_sys_idle h_idle/h_day)/1000 usd_kwh");
  chain.add("rent_h", "rent", e.prices.rent_usd_per_h, "USD/h", "stated");
  chain.add("usd_h", "an hour", e.hour.total_usd, "USD/h", "rent_h, or buy_h + el_h");
  chain.add("usd_Mtok",
            "a million tokens",
            e.usd_per_million_tokens,
            "USD",
            "usd_h/(3600 rate of all streams) 1e6");
  return chain.done();
}

}  // namespace tokroof::answers
