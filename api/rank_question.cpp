#include "api/rank_question.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/take.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"

namespace tokroof::api {
namespace {

using nlohmann::json;

constexpr double kMostCards = 1e5;

/// A text or a number, as it would be typed.
std::string typed(const json& value, const char* key, const char* takes) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_number()) {
    return fmt::format("{}", value.get<double>());
  }
  throw wrong_type(value, key, takes);
}

/// A list, or one value of it; a text may hold several between commas, as on the command line. Empty: not stated.
std::vector<std::string> take_list(json& question, const char* key, const char* takes) {
  const json value = take(question, key, json());
  std::vector<std::string> out;
  if (value.is_array()) {
    for (const json& one : value) {
      out.push_back(typed(one, key, takes));
    }
    if (out.empty()) {
      throw catalog::InputError("usage", "is an empty list", key);
    }
  } else if (!value.is_null()) {
    const std::string text = typed(value, key, takes);
    for (const std::string_view part : catalog::split_at(text, ',')) {
      out.emplace_back(catalog::trimmed(part));
    }
  }
  return out;
}

double take_amount(json& question, const char* key, const predict::AmountRange& range) {
  const json value = take(question, key, json());
  if (value.is_null()) {
    return model::kUnknown;
  }
  const std::string text = typed(value, key, "a number");
  if (const std::string wrong = predict::wrong_amount(range, text); !wrong.empty()) {
    throw catalog::InputError("usage", wrong, key);
  }
  return *predict::amount_of(range.type, text);
}

}  // namespace

std::string wrong_count(const std::string& text) {
  const auto value = catalog::parse_number(text);
  const bool right = value && *value >= 1 && *value <= kMostCards && *value == std::floor(*value);
  return right ? "" : fmt::format("'{}' is not a whole number between 1 and {:g}", text, kMostCards);
}

void state_price(const catalog::Catalog& catalog,
                 predict::CostQuestion& cost,
                 const std::string& device,
                 const std::string& usd,
                 const std::string& where) {
  if (const std::string wrong = predict::wrong_amount(kDevicePrice, usd); !wrong.empty()) {
    throw catalog::InputError("usage", fmt::format("price of '{}': {}", device, wrong), where);
  }
  cost.prices_usd[catalog.names().need_device(device, where).slug] =
      *predict::amount_of(kDevicePrice.type, usd);
}

whatif::CandidateChoice take_candidates(json& question) {
  whatif::CandidateChoice choice;
  choice.devices = take_list(question, "devices", "names");
  for (const std::string& count : take_list(question, "n_devices", "numbers")) {
    if (const std::string wrong = wrong_count(count); !wrong.empty()) {
      throw catalog::InputError("usage", wrong, "n_devices");
    }
    choice.counts.push_back(*catalog::parse_number(count));
  }
  choice.vendor = take(question, "vendor", choice.vendor);
  choice.kind = take(question, "kind", choice.kind);
  choice.all = take(question, "all", choice.all);
  return choice;
}

whatif::RankQuestion take_limits(const catalog::Catalog& catalog, json& question) {
  whatif::RankQuestion to;
  to.budget_usd = take_amount(question, "budget_usd", kBudget);
  to.max_power_w = take_amount(question, "max_power_w", kMaxPower);
  to.min_tps = take_amount(question, "min_tps", kMinRate);
  constexpr const char* kPrices = "prices_usd";
  const json prices = take(question, kPrices, json::object());
  if (!prices.is_object()) {
    throw wrong_type(prices, kPrices, "prices by the names of devices");
  }
  for (const auto& [device, usd] : prices.items()) {
    state_price(catalog, to.answer.cost, device, typed(usd, kPrices, "numbers"), kPrices);
  }
  return to;
}

}  // namespace tokroof::api
