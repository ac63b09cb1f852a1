#pragma once
#include <string>

#include "predict/fitted.hpp"
#include "predict/prediction.hpp"

namespace tokroof::plot {

/// "2 x rtx-3090"
std::string machine_name(const model::Scenario& s);
/// "llama-3.1-8b Q4_K_M on rtx-4090, llama.cpp"
std::string setup_name(const model::Scenario& s);
/// What a prediction is made for beyond that: "4096 tokens in the cache, 8 streams".
std::string workload_text(const model::Scenario& s);
/// The line below a plot of predictions: program and data.
std::string source_text(const predict::Fitted& fitted);
/// "157 tok/s (120 to 207)"
std::string rate_text(double tps, double low_tps, double high_tps);

}  // namespace tokroof::plot
