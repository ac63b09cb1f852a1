#pragma once
#include "predict/economics.hpp"

namespace tokroof {

/// How an answer is shown, and what is stated of power and prices.
struct AnswerOptions {
  double level = 0.9;  ///< of the intervals
  CostQuestion cost;
};

}  // namespace tokroof
