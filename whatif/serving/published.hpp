#pragma once
#include <array>

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

/// Of what is served, `requests_per_s` or `output_tps`: no more than can be streamed, and at the low end no more than can be
/// answered there. The throughput of a server that answers nearly all that arrives is what arrives.
Ends served(const Service& s, double LogFigures::*of);

/// Of a time over requests or tokens: those of mean, median, p90 and p99, in the order of kPercentiles. No percentile ends
/// below a smaller one, and none below what streaming the weights takes.
struct Percentile {
  const char* name;
  double Percentiles::*of;
};
inline constexpr std::array<Percentile, 4> kPercentiles{{{"mean", &Percentiles::mean_s},
                                                         {"p50", &Percentiles::p50_s},
                                                         {"p90", &Percentiles::p90_s},
                                                         {"p99", &Percentiles::p99_s}}};
using PercentileEnds = std::array<Ends, kPercentiles.size()>;
PercentileEnds first_token_ends(const Service& s);
PercentileEnds token_ends(const Service& s);
PercentileEnds answer_ends(const Service& s);

}  // namespace tokroof::whatif
