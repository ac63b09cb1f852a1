#pragma once
#include "predict/economics.hpp"
#include "predict/traffic.hpp"

namespace tokroof::predict {

/// How an answer is shown, and what is stated of power, prices and traffic.
struct AnswerOptions {
  double level = 0.9;  ///< of the intervals
  CostQuestion cost;
  Traffic traffic;
};

}  // namespace tokroof::predict
