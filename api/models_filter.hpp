#pragma once
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "whatif/models/models.hpp"

namespace tokroof::api {

/// Months as they are stated: a number, or "any". None: neither.
std::optional<double> max_age_named(const std::string& text);

/// Takes min_tps, context, max_age_months (a number or "any"), family, dense, moe and by out of a question; what is left states the machine.
/// Throws InputError where a value is wrong.
whatif::ModelsFilter take_models_filter(nlohmann::json& question);

}  // namespace tokroof::api
