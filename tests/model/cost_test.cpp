#include "model/cost.hpp"

#include <catch2/catch.hpp>

using namespace tokroof;
using Catch::Detail::Approx;

namespace {

/// 1461 USD over 4 years of 5 hours a day: 1461/(1461 x 5) = 0.2 USD/h.
model::Prices prices() {
  model::Prices p;
  p.purchase_usd = 1461;
  p.amortize_years = 4;
  p.hours_per_day = 5;
  p.usd_per_kwh = 0.30;
  return p;
}

}  // namespace

TEST_CASE("an hour costs its share of the price and its electricity", "[model][cost]") {
  const model::HourlyCost hour = model::hourly_cost(prices(), 500, 100);
  CHECK(hour.purchase_usd == Approx(0.2));
  CHECK(hour.electricity_usd == Approx(0.15));  // 0.5 kWh
  CHECK(hour.total_usd == Approx(0.35));
  // 100 tok/s: 0.36 million tokens an hour
  CHECK(model::usd_per_million_tokens(hour.total_usd, 100) == Approx(0.35 / 0.36));
}

TEST_CASE("waiting is paid by the hours of work", "[model][cost]") {
  model::Prices p = prices();
  p.idle_hours_per_day = 10;
  CHECK(model::hourly_cost(p, 500, 100).electricity_usd == Approx(0.15 + 2 * 0.03));
}

TEST_CASE("a rented machine costs its rent and nothing else", "[model][cost]") {
  model::Prices p = prices();
  p.rent_usd_per_h = 2;
  CHECK(model::hourly_cost(p, 500, 100).total_usd == 2);
  CHECK(std::isnan(model::hourly_cost(p, 500, 100).purchase_usd));
}

TEST_CASE("a machine has paid for itself when the rent that it saved is its price", "[model][cost]") {
  // Renting the same tokens costs 2 x 0.5 = 1 USD an hour, the electricity 0.2: 0.8 saved.
  CHECK(model::payback_hours(1600, 0.2, 2, 0.5) == Approx(2000));
  CHECK(std::isnan(model::payback_hours(1600, 1.2, 2, 0.5)));
  CHECK(std::isnan(model::payback_hours(model::kUnknown, 0.2, 2, 0.5)));
}

TEST_CASE("what is dearer never costs less", "[model][cost][property]") {
  double last = 0;
  for (const double usd_per_kwh : {0.0, 0.1, 0.2, 0.5}) {
    model::Prices p = prices();
    p.usd_per_kwh = usd_per_kwh;
    p.idle_hours_per_day = 19;
    CHECK(model::hourly_cost(p, 300, 50).total_usd >= last);
    last = model::hourly_cost(p, 300, 50).total_usd;
  }
  for (const double years : {10.0, 5.0, 2.0, 1.0}) {
    model::Prices p = prices();
    p.amortize_years = years;
    CHECK(model::hourly_cost(p, 300, 50).total_usd == Approx(0.8 / years + 0.09));  // 4 years: 0.2 USD/h
  }
}

TEST_CASE("an unknown price stays unknown", "[model][cost]") {
  model::Prices p = prices();
  p.purchase_usd = model::kUnknown;
  CHECK(std::isnan(model::hourly_cost(p, 300, 50).total_usd));
  CHECK(model::hourly_cost(p, 300, 50).electricity_usd == Approx(0.09));
}
