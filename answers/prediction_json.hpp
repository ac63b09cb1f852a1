#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "predict/answer_options.hpp"
#include "predict/economics.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof {

/// The document of `tokroof predict --json` (answers/schema/predict.schema.json). What is not known is null.
/// `service`: under traffic, where some was stated.
nlohmann::json prediction_json(const Prediction& prediction,
                               const Request& request,
                               const Economics& economics,
                               const AnswerOptions& options,
                               const Service* service = nullptr);

/// {"power_w", "joules_per_token", ...}: watts of the devices and of the whole machine.
nlohmann::json energy_json(const Economics& economics);

/// {"usd_per_h", "usd_per_million_tokens", "payback", ...}
nlohmann::json cost_json(const Economics& economics);

/// {"needed_bytes", "available_bytes", "fits", "by", ...}; also what stands beside a does-not-fit error.
nlohmann::json memory_json(const MemoryNeed& memory);

/// {"n_gen": 128, ...}
nlohmann::json assumed_json(const Request& request);

}  // namespace tokroof
