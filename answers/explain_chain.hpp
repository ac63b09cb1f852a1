#pragma once
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "answers/explain.hpp"

namespace tokroof::answers {

/// Collects the steps of an explanation; what is not known, or does not limit anything (infinite), is left out.
class Chain {
 public:
  void add(std::string symbol, std::string name, double value, std::string unit, std::string from) {
    if (std::isfinite(value)) {
      steps_.push_back({std::move(symbol), std::move(name), value, std::move(unit), std::move(from)});
    }
  }
  /// The same where the value is not 0.
  void add_some(std::string symbol, std::string name, double value, std::string unit, std::string from) {
    if (value != 0) {
      add(std::move(symbol), std::move(name), value, std::move(unit), std::move(from));
    }
  }
  std::vector<ExplainStep> done() { return std::move(steps_); }

 private:
  std::vector<ExplainStep> steps_;
};

/// The terms of a step with their formulas, as model/time/ computes them.
void explain_terms(const predict::Prediction& prediction, const predict::Binding& binding, Chain& chain);

/// The prompt's rate and the time to the first token; nothing where prefill is not predicted.
void explain_prefill(const predict::Fitted& fitted, const predict::Prediction& prediction, Chain& chain);

}  // namespace tokroof::answers
