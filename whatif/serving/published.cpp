#include "whatif/serving/published.hpp"

#include <algorithm>
#include <cmath>

#include "predict/student.hpp"

namespace tokroof::whatif {
namespace {

/// So wide that nine tenths of the figures of datasets/serving.tsv are inside, as measured with their source left out:
/// `scripts/score-servers --widths`.
double ln_sd(Scatter scatter) {
  switch (scatter) {
    case Scatter::none: return 0;
    case Scatter::rate:
      return 0.22;  // none were needed, every source counting once: 82 % of all rows are inside then
    case Scatter::token: return 0.18;
    case Scatter::token_tail: return 0.75;
    case Scatter::first_token: return 0.81;
    case Scatter::first_token_tail: return 1.07;
  }
  return 0;
}

/// Where a simulated end is on the other side by a request or two, the scatter alone remains.
double beyond(double end, double expected, double side, double ln_scatter) {
  return expected * std::exp(side * std::hypot(std::max(side * std::log(end / expected), 0.0), ln_scatter));
}

/// A percentile is as large as a smaller one at least, at both ends.
PercentileEnds percentile_ends(
    const Service& s, Percentiles LogFigures::*times, Scatter usual, Scatter tail, double least_s) {
  PercentileEnds out;
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
    const bool is_tail =
        kPercentiles[i].of == &Percentiles::p90_s || kPercentiles[i].of == &Percentiles::p99_s;
    const auto at = [&](const ServiceFigures& f) { return (f.*times).*kPercentiles[i].of; };
    out[i] = published(s, is_tail ? tail : usual, at);
    const bool follows = i > 0 && kPercentiles[i - 1].of != &Percentiles::mean_s;
    const Ends least = follows ? out[i - 1] : Ends{least_s, least_s};
    out[i].low = std::fmin(std::max(out[i].low, least.low), at(s.expected));
    out[i].high = std::isnan(out[i].high) ? out[i].high : std::max(out[i].high, least.high);
  }
  return out;
}

}  // namespace

Ends served(const Service& s, double LogFigures::*of) {
  constexpr double kNearlyAll = 0.95;
  const double expected = s.expected.*of;
  const bool nearly_all = s.expected.requests_per_s > kNearlyAll * s.traffic.request_rate_per_s;
  Ends out = published(
      s, nearly_all ? Scatter::none : Scatter::rate, [&](const ServiceFigures& f) { return f.*of; });
  const double per_request = expected / s.expected.requests_per_s;
  const Ends most = published(s, Scatter::rate, [](const ServiceFigures& f) { return f.most_per_s; });
  out.low = std::fmin(out.low, most.low * per_request);
  const double tokens_of_one = s.expected.output_tps / s.expected.requests_per_s;
  out.high = std::fmin(out.high, std::fmax(s.most_output_tps / tokens_of_one * per_request, expected));
  return out;
}

PercentileEnds first_token_ends(const Service& s) {
  return percentile_ends(s, &LogFigures::ttft, Scatter::first_token, Scatter::first_token_tail, 0);
}

PercentileEnds token_ends(const Service& s) {
  return percentile_ends(s, &LogFigures::itl, Scatter::token, Scatter::token_tail, s.least_token_s);
}

PercentileEnds answer_ends(const Service& s) {
  const double shortest = s.shape.answer * (1 - s.shape.spread);
  return percentile_ends(
      s, &LogFigures::latency, Scatter::token, Scatter::token_tail, (shortest - 1) * s.least_token_s);
}

Ends published(double slow, double expected, double fast, Scatter scatter, double level) {
  constexpr double kNormal = 1e6;  // degrees of freedom
  const double ln_scatter =
      scatter == Scatter::none ? 0 : ln_sd(scatter) * predict::student_quantile(kNormal, 0.5 + level / 2);
  // Slower steps make rates lower and times longer; an end that has no bound is the upper one of a time.
  const bool is_time = std::isnan(slow) || std::isnan(fast) || slow > fast;
  const double below = is_time ? fast : slow, above = is_time ? slow : fast;
  if (!(expected > 0)) {
    return {below, above};
  }
  return {beyond(below, expected, -1, ln_scatter), beyond(above, expected, 1, ln_scatter)};
}

}  // namespace tokroof::whatif
