#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "catalog/input_error.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::answers {

/// {"error": {"kind", "message", "where", "suggestions"}} (answers/schema/error.schema.json)
nlohmann::json error_json(const catalog::InputError& error);

/// The same of what cannot be modelled or does not fit, and of defects of the program itself.
nlohmann::json refusal_json(const std::string& kind, const std::string& message);

/// Why there is no prediction; beside the error the reason, the defaults that were taken, and the memory's arithmetic.
nlohmann::json refusal_json(const predict::PredictionOutcome& outcome,
                            const predict::Request& request,
                            const std::vector<std::string>& suggestions = {});

}  // namespace tokroof::answers
