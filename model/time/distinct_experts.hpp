#pragma once
#include <cmath>

#include "model/step.hpp"

namespace tokroof::model {

/// Routed experts that `tokens` tokens read together, in units of the k that one token reads.
///
///     D = tokens/(1 + (tokens - 1) k/E)
///
///   E       experts of a layer              Work::experts          [1]
///   k       of them used by a token         Work::experts_active   [1]
///
/// Source: an expert is used by a share p of all tokens, which differs between experts as Beta(1, E/k - 1) does (mean k/E; many
/// experts that few tokens use), so `tokens` tokens miss it with E[(1 - p)^tokens] = (E/k - 1)/(E/k - 1 + tokens).
/// Valid for: any batch. 1 for one token, E/k for many; 1 for dense models.
/// Ignores: topics that a batch shares, beyond what all text prefers.
inline double distinct_experts(const Work& work, double tokens) {
  if (!work.mixture) {
    return 1.0;
  }
  return tokens / (1 + (tokens - 1) * std::fmin(work.experts_active / work.experts, 1.0));
}

/// Of the experts that a token reads, those among the most used `held` of all.
///
///     h = (b + 1) f (1 - f^(1/b)) + f^(1 + 1/b)          b = E/k - 1
///
///   f   share of all experts that are held [1]
///
/// Source: the mean of the largest f of Beta(1, b), the law of distinct_experts(), over the mean of all; f (1 - ln f) for many
/// experts. 0 for none, 1 for all.
/// Ignores: a cache that follows the text's topic reads more than that from it.
inline double popular_reads(const Work& work, double held) {
  const double b = work.experts / work.experts_active - 1;
  if (!(b > 0) || !(held > 0)) {
    return std::fmin(std::fmax(held, 0.0), 1.0);
  }
  const double root = std::pow(held, 1 / b);
  return (b + 1) * held * (1 - root) + held * root;
}

/// Expert parallel: distinct experts that the busiest of n devices reads, in units of the mean. All wait for it, layer by
/// layer.
///
///     x = min( m + z sqrt(m (1 - q)), E/n, k tokens )/m          m = q E/n,  q = D k/E
///     z = u - (ln ln n + ln 4 pi)/(2 u) + 0.577/u,  u = sqrt(2 ln n)
///
///   m   mean of a device          q   share of the experts that the tokens meet
///   z   expected largest of n normal deviates, by the limit law of extremes
///
/// Source: binomial counts; David and Nagaraja, "Order Statistics", section 10.5.
/// Valid for: experts placed without regard to their use. 1 for few experts a token among many devices' worth of tokens,
/// where each device reads all that it holds.
/// Ignores: copies of popular experts; experts that some topics prefer.
inline double busiest_device(const Work& work, double tokens, double devices) {
  if (!work.mixture || !(devices > 1)) {
    return 1.0;
  }
  constexpr double kLn4Pi = 2.5310242469692907, kEuler = 0.5772156649015329;
  const double met = distinct_experts(work, tokens) * std::fmin(work.experts_active / work.experts, 1.0);
  const double held = work.experts / devices, mean = met * held;
  const double u = std::sqrt(2 * std::log(devices));
  const double z = u - (std::log(std::log(devices)) + kLn4Pi) / (2 * u) + kEuler / u;
  const double most = std::fmin(held, work.experts_active * tokens);
  return std::fmax(std::fmin(mean + z * std::sqrt(mean * (1 - met)), most) / mean, 1.0);
}

}  // namespace tokroof::model
