#pragma once
#include <cmath>

#include "model/step.hpp"

namespace tokroof::model {

/// Least time of the passes over so many tokens of prompts where the host launches their kernels one by one: CUDA graphs serve the
/// steps that decode.
///
///     t = nb (K_dense + K_moe + K_lin) pl; of passes that graphs serve (at most Conditions::graphed_prompt_tokens): nb K_lin pl
///
///   nb   passes: micro-batches of an attention group    Conditions::micro_batch            [1]
///   K    kernels of a pass by block kind                Work::kernels_dense, _moe, _linear [1]
///   pl   launching one of them                          50                                 [us]
///
/// Source: published waiting times (scripts/score-servers); without any one of their sources pl would be 40 to 60. No rate
/// was fitted with it.
/// Ignores: kernels that a compiler joins; graphs of longer prompts (SGLang's builds of 2026).
inline double prompt_launch_time(const Step& step, double tokens) {
  constexpr double kKernelS = 50e-6;
  if (!step.how.launches_prompts) {
    return 0;
  }
  const double groups = std::fmin(step.how.attention_groups, step.figure.prefill_prompts);
  const double of_group = tokens / groups;
  const double passes = std::fmax(of_group / step.how.micro_batch, 1.0);
  const Work& w = step.work;
  const double in_graphs = w.kernels_dense + w.kernels_moe;
  const bool graphs = of_group <= step.how.graphed_prompt_tokens;
  return passes * (w.kernels_linear + (graphs ? 0 : in_graphs)) * kKernelS;
}

/// Until so many tokens of prompts are read at that rate; the last of them brings the first token of an answer.
inline double reading_time(const Step& step, double tokens, double prefill_tps) {
  return std::fmax(tokens / prefill_tps, prompt_launch_time(step, tokens));
}

}  // namespace tokroof::model
