#include "predict/interval.hpp"

#include <algorithm>
#include <cmath>

namespace tokroof::predict {
double IntervalModel::shift(std::string_view name) const {
  const auto before = [](const auto& named, std::string_view wanted) { return named.first < wanted; };
  const auto it = std::lower_bound(shifts.begin(), shifts.end(), name, before);
  return it == shifts.end() || it->first != name ? 0.0 : it->second;
}

double IntervalModel::ln_scale_of(double variance) const {
  return ln_sd * 0.5 * std::log(variance + kNoiseFloor * kNoiseFloor);
}

double IntervalModel::ln_scale_beside(const Spread& spread) const {
  double sum = one + (spread.new_family ? new_family : 0) + extrapolation * spread.extrapolation;
  for (const std::string_view group : spread.groups()) {
    sum += shift(group);
  }
  return sum;
}

double IntervalModel::ln_scale(const Spread& spread) const {
  return ln_scale_beside(spread) + ln_scale_of(spread.variance);
}

Scales IntervalModel::scales(const Spread& spread) const {
  const double s = std::exp(ln_scale(spread));
  return {.published = s,
          .published_nu = nu,
          .correct = s * correct_ratio,
          .correct_nu = kCorrectRunNu,
          .p_wrong = p_wrong};
}

}  // namespace tokroof::predict
