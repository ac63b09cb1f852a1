#include "api/models_filter.hpp"

#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/take.hpp"
#include "catalog/input_error.hpp"

namespace tokroof {
namespace {

double take_positive(nlohmann::json& question, const char* key) {
  const double value = take(question, key, kUnknown);
  if (value < 0 || std::isinf(value)) {
    throw InputError("usage", fmt::format("{} is no number from 0 on", value), key);
  }
  return value;
}

}  // namespace

std::string month_before_now(double months) {
  const std::chrono::year_month_day today(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  const double count = 12.0 * int(today.year()) + unsigned(today.month()) - 1 - std::floor(months);
  const double from_year_0 = std::fmax(count, 0);
  return fmt::format("{:04.0f}-{:02.0f}", std::floor(from_year_0 / 12), std::fmod(from_year_0, 12) + 1);
}

ModelsBy models_order(const std::string& name) {
  if (const auto by = models_by(name)) {
    return *by;
  }
  throw InputError("unknown-name",
                   "unknown order '" + name + "'",
                   "by",
                   std::vector<std::string>(kModelsByNames.begin(), kModelsByNames.end()));
}

ModelsFilter take_models_filter(nlohmann::json& question) {
  ModelsFilter filter;
  filter.min_tps = take_positive(question, "min_tps");
  filter.context = take_positive(question, "context");
  const double months = take_positive(question, "max_age_months");
  if (!std::isnan(months)) {
    filter.released_since = month_before_now(months);
  }
  filter.family = take(question, "family", std::string());
  const bool dense = take(question, "dense", false), moe = take(question, "moe", false);
  if (dense && moe) {
    throw InputError("usage", "dense and moe exclude each other", "dense");
  }
  filter.kind = dense ? ModelKind::dense : moe ? ModelKind::moe : ModelKind::any;
  filter.by = models_order(take(question, "by", std::string(kModelsByNames[0])));
  return filter;
}

}  // namespace tokroof
