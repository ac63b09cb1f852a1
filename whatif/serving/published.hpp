#pragma once
#include "whatif/serving/service.hpp"

namespace tokroof::whatif {

/// By how much a published figure of a server differs from a simulated one for what no simulation of steps holds: HTTP,
/// tokenizers, prompts in the cache, the first burst, warm-up. Standard deviation of ln, about the simulated figure.
enum class Scatter { none, rate, token, token_tail, first_token, first_token_tail };

struct Ends {
  double low = model::kUnknown, high = model::kUnknown;  ///< unknown: no bound
};

/// Interval of a figure from its slow and its fast simulation and, independent of them, the scatter.
Ends published(double slow, double expected, double fast, Scatter scatter, double level);

/// The same, of a figure of a service.
template <class Of>
Ends published(const Service& s, Scatter scatter, const Of& of) {
  return published(of(s.slow), of(s.expected), of(s.fast), scatter, s.level);
}

/// The throughput of a server that answers nearly all that arrives is what arrives.
inline Scatter scatter_of_throughput(const Service& s) {
  constexpr double kNearlyAll = 0.95;
  return s.expected.requests_per_s > kNearlyAll * s.traffic.request_rate_per_s ? Scatter::none
                                                                               : Scatter::rate;
}

}  // namespace tokroof::whatif
