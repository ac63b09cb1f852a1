#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof {

/// How an answer is shown.
struct AnswerOptions {
  double level = 0.9;  ///< of the intervals
  double usd_per_kwh = 0.15;
};

/// The document of `tokroof predict --json` (predict/schema/predict.schema.json). What is not known is null.
nlohmann::json prediction_json(const Prediction& prediction,
                               const Request& request,
                               const AnswerOptions& options);

/// {"needed_bytes", "available_bytes", "fits", "by", ...}; also what stands beside a does-not-fit error.
nlohmann::json memory_json(const MemoryNeed& memory);

/// {"n_gen": 128, ...}
nlohmann::json assumed_json(const Request& request);

/// Where the weights are: gpu, cpu, experts=cpu, expert-layers-gpu=N, partial.
std::string placement_name(const Scenario& scenario);

/// What an answer costs at most: devices at their power limit.
struct Energy {
  double power_w = kUnknown, joules_per_token = kUnknown, usd_per_million_tokens = kUnknown;
};
Energy energy_of(const Prediction& prediction, double usd_per_kwh);

/// All streams together.
double aggregate_tps(const Prediction& prediction);

}  // namespace tokroof
