#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "answers/prediction_json.hpp"

namespace tokroof::answers {

/// One number of the chain behind a prediction.
struct ExplainStep {
  std::string symbol;  ///< as in docs/how-tokroof-works.md and the model's headers
  std::string name;
  double value = 0;
  std::string unit;
  std::string
      from;  ///< where it is from: a data file, a count, a fit, or a formula of symbols that stand above it
};

/// The chain of numbers behind a decode rate, in the order in which someone who doubts it would redo it by hand: facts
/// of the machine, counted quantities, coefficients, the terms of a step, their sum, the rate, its interval.
/// A symbol stands above every formula that uses it.
std::vector<ExplainStep> explain(const predict::Fitted& fitted,
                                 const predict::Prediction& prediction,
                                 const predict::AnswerOptions& options);

/// The same, and the numbers behind watts and money.
std::vector<ExplainStep> explain(const predict::Fitted& fitted,
                                 const predict::Prediction& prediction,
                                 const predict::Economics& economics,
                                 const predict::AnswerOptions& options);

/// {"steps": [{"symbol", "name", "value", "unit", "from"}], "assumed"}
nlohmann::json explain_json(const std::vector<ExplainStep>& steps, const predict::Request& request);

/// Where the value of a coefficient for this step is from: "fitted over cuda, +- 3 %" or "prior (assumed)...".
std::string provenance(const predict::Fitted& fitted, std::size_t coefficient, const std::string& label);

}  // namespace tokroof::answers
