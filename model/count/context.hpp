#pragma once
#include <algorithm>

namespace tokroof::model {

/// Tokens in the cache of a sequence, on average over the tokens that it generates and at the end.
///
///     mean     max(depth, p) + n_gen/2
///     longest  max(mean, depth + n_gen, p + n_gen [the rate's time includes the prompt], q)
///
///   p   prompt tokens inside the rate's time, else 0    [1]
///   q   tokens at the end of the prompt                 [1]
inline double mean_context(double depth, double prompt_in_rate, double n_gen) {
  return std::max(depth, prompt_in_rate) + n_gen / 2;
}
inline double longest_context(
    double mean, double depth, double prompt_in_rate, double prompt_end, double n_gen) {
  return std::max({mean, depth + n_gen, prompt_in_rate > 0 ? prompt_in_rate + n_gen : 0.0, prompt_end});
}

}  // namespace tokroof::model
