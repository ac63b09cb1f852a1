#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "whatif/models/models.hpp"

namespace tokroof {

/// The month so many months before today's: "2025-04". Released since then means not older than that.
std::string month_before_now(double months);

/// Throws InputError (unknown-name) where there is no such order.
ModelsBy models_order(const std::string& name);

/// Takes min_tps, context, max_age_months, family, dense, moe and by out of a question; what is left states the machine.
/// Throws InputError where a value is wrong.
ModelsFilter take_models_filter(nlohmann::json& question);

}  // namespace tokroof
