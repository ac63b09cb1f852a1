#pragma once
#include <map>
#include <optional>
#include <string>

#include "model/cost.hpp"
#include "model/energy.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::predict {

/// What a user states of power and prices. Unknown: a default is taken and listed.
struct CostQuestion {
  double idle_power_w = model::kUnknown;  ///< of one device
  double host_power_w = model::kUnknown;  ///< what is not a device: processor, memory, drives, fans
  double psu_efficiency = model::kUnknown;
  double price_usd = model::kUnknown;  ///< of the devices, or of a machine by name
  double host_price_usd = model::kUnknown;
  double usd_per_kwh = model::kUnknown;
  double rent_usd_per_h = model::kUnknown;  ///< the machine itself is rented
  double hours_per_day = model::kUnknown;
  double idle_hours_per_day = model::kUnknown;
  double amortize_years = model::kUnknown;
  std::string rented_device;                  ///< what it is compared with; empty: the same machine
  double rented_usd_per_h = model::kUnknown;  ///< its rent
  std::map<std::string, double, std::less<>>
      prices_usd;  ///< of one device, by name; instead of the catalog's
};

struct Power {
  model::Draw draw;                 ///< of the devices
  double idle_w = model::kUnknown;  ///< of the devices
  double host_w = model::kUnknown;
  double psu_efficiency = 1;
  double system_w = model::kUnknown;  ///< at the wall, decoding
  double system_idle_w = model::kUnknown;
  bool system_is_bound = false;  ///< a part of it is known as an upper bound only

  /// At the wall, where the devices draw so much.
  [[nodiscard]] double wall_w(double watts) const { return (watts + host_w) / psu_efficiency; }
};

/// A rented machine and when one's own has paid for itself.
struct Payback {
  std::string rented_device;
  double rented_usd_per_h = model::kUnknown;
  double rented_tps = model::kUnknown;  ///< all streams
  double hours = model::kUnknown;       ///< of use; unknown: never, or the price is not known
  double days = model::kUnknown;
};

/// Watts and money of a prediction.
struct Economics {
  Power power;
  model::Prices prices;
  std::string price_is;  ///< of the devices: "stated", "used, 2026-09", "at launch, 2022"; empty: not known
  model::HourlyCost hour;
  double tps = model::kUnknown;         ///< all streams
  double stream_tps = model::kUnknown;  ///< of one stream that has the machine to itself
  double electricity_usd_per_million_tokens = model::kUnknown;  ///< of the devices alone
  double usd_per_million_tokens = model::kUnknown;
  double stream_usd_per_million_tokens = model::kUnknown;
  std::optional<Payback> payback;

  [[nodiscard]] double joules_per_token() const { return power.draw.watts / tps; }
  [[nodiscard]] double system_joules_per_token() const { return power.system_w / tps; }
  [[nodiscard]] double tps_per_w() const { return tps / power.system_w; }
  [[nodiscard]] double tps_per_usd() const { return tps / prices.purchase_usd; }
};

/// Counts the machine's cost on `tps` of all streams.
void set_rate(Economics& e, double tps);

/// What the machine costs at any draw of its devices and any rate of all streams.
struct CostLaw {
  double usd_per_h = model::kUnknown;  ///< at no draw
  double usd_per_h_and_w = 0;          ///< of the devices

  [[nodiscard]] double usd_per_million_tokens(double watts, double tps) const {
    return model::usd_per_million_tokens(usd_per_h + usd_per_h_and_w * watts, tps);
  }
};
CostLaw cost_law(const Economics& machine);

/// Defaults, each with its source in docs/power-and-cost.md.
inline constexpr double kUsualPsuEfficiency = 0.9;  ///< 80 PLUS Gold at half load
inline constexpr double kDesktopHostW = 45;         ///< a desktop whose card works
inline constexpr double kCpuBoardW = 30;            ///< board, memory and fans beside a processor that works
inline constexpr double kUsualUsdPerKwh = 0.15;
inline constexpr double kUsualHoursPerDay = 8;
inline constexpr double kUsualYears = 3;

/// `asked_device` is the device as typed: a machine by name has a price and a power of its own. Defaults that are taken
/// are added to `request.assumed`. Throws InputError for an unknown rented device, or one whose rent is not known.
/// `alone`: the rate of one stream that has the machine to itself is predicted too where there are several.
Economics economics(const catalog::Catalog& catalog,
                    const Fitted& fitted,
                    const Prediction& prediction,
                    Request& request,
                    const std::string& asked_device,
                    const CostQuestion& question,
                    bool alone = true);

}  // namespace tokroof::predict
