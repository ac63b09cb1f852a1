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

}  // namespace

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
