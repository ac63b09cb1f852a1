#pragma once
#include <cmath>

#include "model/step.hpp"

namespace tokroof::model {

/// Least time of the passes over so many tokens of prompts where the host launches their kernels one by one: CUDA graphs serve the
/// steps that decode.
///
///     t = nb (K_dense + K_moe + K_lin) pl
///
///   nb   passes: micro-batches of an attention group    Conditions::micro_batch            [1]
///   K    kernels of a pass by block kind                Work::kernels_dense, _moe, _linear [1]
///   pl   launching one of them                          50                                 [us]
///
/// Source: published waiting times (scripts/score-servers); without any one of their sources pl would be 40 to 60. No rate
/// was fitted with it.
/// Ignores: builds that capture short prompts in graphs.
inline double prompt_launch_time(const Step& step, double tokens) {
  constexpr double kKernelS = 50e-6;
  if (!step.how.launches_prompts) {
    return 0;
  }
  const double groups = std::fmin(step.how.attention_groups, step.figure.prefill_prompts);
  const double passes = std::fmax(tokens / groups / step.how.micro_batch, 1.0);
  return passes * (step.work.kernels_dense + step.work.kernels_moe + step.work.kernels_linear) * kKernelS;
}

/// Until so many tokens of prompts are read at that rate; the last of them brings the first token of an answer.
inline double reading_time(const Step& step, double tokens, double prefill_tps) {
  return std::fmax(tokens / prefill_tps, prompt_launch_time(step, tokens));
}

}  // namespace tokroof::model
