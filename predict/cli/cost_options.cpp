#include "predict/cli/cost_options.hpp"

#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "catalog/number.hpp"
#include "predict/economics.hpp"

namespace tokroof::cli {
namespace {

/// A finite decimal number in a range, as in scenario_options.cpp.
CLI::Validator between(double low, double high) {
  const auto check = [=](std::string& text) -> std::string {
    const auto value = parse_number(text);
    return value && *value >= low && *value <= high
               ? ""
               : fmt::format("'{}' is not a number between {:g} and {:g}", text, low, high);
  };
  return CLI::Validator(check, "");
}

void add(CLI::App& command,
         const char* name,
         double& to,
         const char* shown,
         double low,
         double high,
         const char* help) {
  command.add_option(name, to, help)
      ->type_name("N")
      ->default_str(shown)
      ->check(between(low, high))
      ->group("Power and cost");
}

}  // namespace

void add_cost_options(CLI::App& command, CostQuestion& q) {
  constexpr double kMostUsd = 1e9, kMostW = 1e6;
  // clang-format off
  add(command, "--usd-per-kwh", q.usd_per_kwh, "0.15", 0, 100, "Price of electricity [USD/kWh]");
  add(command, "--idle-power-w", q.idle_power_w, "7.6 % of the limit", 0, kMostW, "Draw of one device that waits [W]");
  add(command, "--host-power-w", q.host_power_w, "by machine", 0, kMostW, "Draw of what is not a device: processor, memory, fans [W]");
  add(command, "--psu-efficiency", q.psu_efficiency, "0.9", 0.3, 1, "Efficiency of the power supply");
  add(command, "--price-usd", q.price_usd, "catalog's", 0, kMostUsd, "Price of all devices, or of the machine that --device names [USD]");
  add(command, "--host-price-usd", q.host_price_usd, "0", 0, kMostUsd, "Price of the rest of the machine [USD]");
  add(command, "--rent-usd-per-h", q.rent_usd_per_h, "bought", 0, kMostUsd, "Rent of the machine, electricity included [USD/h]");
  add(command, "--hours-per-day", q.hours_per_day, "8", 0.01, 24, "Hours of decoding a day");
  add(command, "--idle-hours-per-day", q.idle_hours_per_day, "rest", 0, 24, "Hours a day that it is on and waits");
  add(command, "--amortize-years", q.amortize_years, "3", 0.01, 100, "Years over which the price is written off");
  add(command, "--rented-usd-per-h", q.rented_usd_per_h, "none", 0, kMostUsd, "Rent to compare with: when has the machine paid for itself? [USD/h]");
  // clang-format on
  command
      .add_option("--rented-device", q.rented_device, "What is rented at that price; its rate is predicted")
      ->type_name("NAME")
      ->default_str("the same")
      ->group("Power and cost");
}

}  // namespace tokroof::cli
