#pragma once
#include <cmath>

#include "model/device.hpp"

namespace tokroof::model {

inline constexpr double kJoulesPerKwh = 3.6e6;
inline constexpr double kHoursPerYear = 8766;  ///< 365.25 days

/// Prices and habits; unknown where they are not known.
struct Prices {
  double purchase_usd = kUnknown;    ///< of the whole machine
  double rent_usd_per_h = kUnknown;  ///< stated: the machine is rented, electricity included, by hours of use
  double usd_per_kwh = 0;
  double hours_per_day = 0;       ///< of decoding
  double idle_hours_per_day = 0;  ///< switched on beside that
  double amortize_years = 0;      ///< over which the purchase is written off; then it is worth nothing
};

/// What an hour of decoding costs.
///
///     purchase = price/(years x 365.25 x hours a day)
///     electricity = (P_system + P_idle x idle hours/hours) /1000 x USD/kWh          the waiting is paid by the working
///     hour = rent, or purchase + electricity
struct HourlyCost {
  double purchase_usd = kUnknown;
  double electricity_usd = kUnknown;
  double total_usd = kUnknown;
};
inline HourlyCost hourly_cost(const Prices& prices, double system_w, double system_idle_w) {
  HourlyCost cost;
  if (prices.rent_usd_per_h >= 0) {
    cost.total_usd = prices.rent_usd_per_h;
    return cost;
  }
  const double working_days = prices.amortize_years * kHoursPerYear / 24;
  cost.purchase_usd = prices.purchase_usd / (working_days * prices.hours_per_day);
  const double idle_w =
      prices.idle_hours_per_day > 0 ? system_idle_w * prices.idle_hours_per_day / prices.hours_per_day : 0;
  cost.electricity_usd = (system_w + idle_w) / 1000 * prices.usd_per_kwh;
  cost.total_usd = cost.purchase_usd + cost.electricity_usd;
  return cost;
}

/// USD for 10^6 tokens at `tps` of all streams together.
inline double usd_per_million_tokens(double usd_per_h, double tps) { return usd_per_h / (3600 * tps) * 1e6; }

/// Hours of use after which a machine has paid for itself, against renting the same tokens:
///
///     price/( rent x tps/tps_rented - electricity )
///
/// Unknown where it never does.
inline double payback_hours(double purchase_usd,
                            double electricity_usd_per_h,
                            double rented_usd_per_h,
                            double tps_per_rented_tps) {
  const double saved_usd_per_h = rented_usd_per_h * tps_per_rented_tps - electricity_usd_per_h;
  return saved_usd_per_h > 0 ? purchase_usd / saved_usd_per_h : kUnknown;
}

}  // namespace tokroof::model
