#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "predict/answer_options.hpp"
#include "predict/economics.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof::answers {

/// The document of `tokroof predict --json` (answers/schema/predict.schema.json). What is not known is null.
/// `service`: under traffic, where some was stated.
nlohmann::json prediction_json(const predict::Prediction& prediction,
                               const predict::Request& request,
                               const predict::Economics& economics,
                               const predict::AnswerOptions& options,
                               const whatif::Service* service = nullptr);

/// {"power_w", "joules_per_token", ...}: watts of the devices and of the whole machine.
nlohmann::json energy_json(const predict::Economics& economics);

/// {"usd_per_h", "usd_per_million_tokens", "payback", ...}
nlohmann::json cost_json(const predict::Economics& economics);

/// {"needed_bytes", "available_bytes", "fits", "by", ...}; also what stands beside a does-not-fit error.
nlohmann::json memory_json(const model::MemoryNeed& memory);

/// {"n_gen": 128, ...}
nlohmann::json assumed_json(const predict::Request& request);

}  // namespace tokroof::answers
