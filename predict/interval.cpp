#include "predict/interval.hpp"

#include <cmath>

namespace tokroof {
namespace {

/// Continued fraction of the incomplete beta function (modified Lentz; Press et al., Numerical Recipes, 6.4).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300, kPrecision = 1e-15;
  constexpr int kMostTerms = 500;
  const auto nonzero = [&](double v) { return std::fabs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m <= kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    value *= d * c;
    if (std::fabs(d * c - 1) < kPrecision) {
      break;
    }
  }
  return value;
}

/// Regularized incomplete beta function I_x(a, b).
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                   : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double two_sided_tail(double nu, double t) { return incomplete_beta(nu / 2, 0.5, nu / (nu + t * t)); }

double quantile_above_median(double nu, double p) {
  const double tail = 2 * (1 - p);
  double low = 0, high = 1;
  while (two_sided_tail(nu, high) > tail && high < 1e12) {
    high *= 2;
  }
  for (int i = 0; i < 200 && high - low > 1e-13 * high; ++i) {
    const double middle = (low + high) / 2;
    (two_sided_tail(nu, middle) > tail ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

double student_two_sided_tail(double nu, double t) { return two_sided_tail(nu, t); }

double student_quantile(double nu, double p) {
  if (p < 0.5) return -student_quantile(nu, 1 - p);
  struct Known {
    double nu = 0, p = 0, quantile = 0;
  };
  thread_local Known
      last;  // tables ask for one interval of row after row, and it costs as much as a prediction
  if (last.nu != nu || last.p != p) {
    last = {nu, p, quantile_above_median(nu, p)};
  }
  return last.quantile;
}

double IntervalModel::shift(std::string_view name) const {
  const auto it = shifts.find(name);
  return it == shifts.end() ? 0.0 : it->second;
}

double IntervalModel::ln_scale(const Spread& spread) const {
  double ln_scale = one + ln_sd * 0.5 * std::log(spread.variance + kNoiseFloor * kNoiseFloor) +
                    (spread.new_family ? new_family : 0) + extrapolation * spread.extrapolation;
  for (const std::string_view group : spread.groups()) {
    ln_scale += shift(group);
  }
  return ln_scale;
}

Scales IntervalModel::scales(const Spread& spread) const {
  const double s = std::exp(ln_scale(spread));
  return {.published = s,
          .published_nu = nu,
          .correct = s * correct_ratio,
          .correct_nu = kCorrectRunNu,
          .p_wrong = p_wrong};
}

}  // namespace tokroof
