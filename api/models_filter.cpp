#include "api/models_filter.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/take.hpp"
#include "catalog/input_error.hpp"
#include "catalog/number.hpp"

namespace tokroof::api {
namespace {

double take_positive(nlohmann::json& question, const char* key) {
  const double value = take(question, key, model::kUnknown);
  if (value < 0 || std::isinf(value)) {
    throw catalog::InputError("usage", fmt::format("{} is no number from 0 on", value), key);
  }
  return value;
}

}  // namespace

std::optional<double> max_age_named(const std::string& text) {
  constexpr double kMost = 1200;  // a year is no number of months
  if (text == "any") {
    return INFINITY;
  }
  const auto months = catalog::parse_number(text);
  return months && *months >= 0 && *months <= kMost ? months : std::nullopt;
}

whatif::ModelsFilter take_models_filter(nlohmann::json& question) {
  whatif::ModelsFilter filter;
  filter.min_tps = take_positive(question, "min_tps");
  filter.context = take_positive(question, "context");
  if (question.contains("max_age_months") && question["max_age_months"].is_string()) {
    const auto text = take(question, "max_age_months", std::string());
    const auto months = max_age_named(text);
    if (!months) {
      throw catalog::InputError(
          "usage", "'" + text + "' is neither a number of months (at most 1200) nor any", "max_age_months");
    }
    filter.max_age_months = *months;
  } else {
    filter.max_age_months = take_positive(question, "max_age_months");
  }
  filter.family = take(question, "family", std::string());
  const bool dense = take(question, "dense", false), moe = take(question, "moe", false);
  if (dense && moe) {
    throw catalog::InputError("usage", "dense and moe exclude each other", "dense");
  }
  filter.kind = dense ? whatif::ModelKind::dense : moe ? whatif::ModelKind::moe : whatif::ModelKind::any;
  filter.by = order_named(take(question, "by", std::string(whatif::kModelsByNames[0])),
                          whatif::models_by,
                          whatif::kModelsByNames);
  return filter;
}

}  // namespace tokroof::api
