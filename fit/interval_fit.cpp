#include "fit/interval_fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <Eigen/Cholesky>

#include "fit/minimize.hpp"
#include "predict/student.hpp"

namespace tokroof::fit {
namespace {

constexpr std::size_t kFixedTerms = 4;  // one, ln_sd, new_family, extrapolation
constexpr double kLeastNu = 1.1;
constexpr double kRidge = 3;      // precision of every term but `one`
constexpr double kNuRidge = 0.2;  // precision of ln(nu - least) around ln 2

struct Design {
  std::vector<std::string> names;  ///< of shifts, sorted
  std::vector<std::vector<std::pair<std::size_t, double>>> rows;
};

Design design_of(std::span<const ScaleSample> samples) {
  std::set<std::string> names;
  for (const ScaleSample& s : samples) {
    for (const std::string_view group : s.spread.groups()) {
      if (!group.empty()) {
        names.emplace(group);
      }
    }
  }
  Design d;
  d.names.assign(names.begin(), names.end());
  std::map<std::string, std::size_t, std::less<>> position;
  for (std::size_t i = 0; i < d.names.size(); ++i) {
    position[d.names[i]] = kFixedTerms + i;
  }
  for (const ScaleSample& s : samples) {
    d.rows.push_back({{0, 1.0},
                      {1, 0.5 * std::log(s.spread.variance + predict::kNoiseFloor * predict::kNoiseFloor)},
                      {2, s.spread.new_family ? 1.0 : 0.0},
                      {3, s.spread.extrapolation}});
    for (const std::string_view group : s.spread.groups()) {
      if (!group.empty()) {
        d.rows.back().emplace_back(position.find(group)->second, 1.0);
      }
    }
  }
  return d;
}

double student_ln_density(double nu, double z2) {
  return std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) - 0.5 * std::log(nu * M_PI) -
         (nu + 1) / 2 * std::log1p(z2 / nu);
}

/// Negative penalized log-likelihood of x = (terms, ln(nu - least)).
class ScaleLikelihood {
 public:
  ScaleLikelihood(std::span<const ScaleSample> samples, const Design& design, std::vector<double> weights)
      : samples_(samples), design_(design), weights_(std::move(weights)) {}

  double operator()(const std::vector<double>& x, std::vector<double>& gradient) const {
    const std::size_t n = x.size();
    const double nu = nu_of(x);
    double value = 0, by_nu = 0;
    gradient.assign(n, 0.0);
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      const Sample s = at(i, x, nu);
      value -= s.weight * s.ln_density;
      by_nu -= s.weight * s.by_nu;
      const double d = -s.weight * ((nu + 1) * s.z2 / (nu + s.z2) - 1);
      for (const auto& [term, factor] : design_.rows[i]) {
        gradient[term] += d * factor;
      }
    }
    for (std::size_t j = 1; j + 1 < n; ++j) {
      const double center = j == 1 ? 1 : 0;
      value += kRidge * (x[j] - center) * (x[j] - center);
      gradient[j] += 2 * kRidge * (x[j] - center);
    }
    const double ln_nu = x[n - 1] - std::log(2.0);
    value += kNuRidge * ln_nu * ln_nu;
    gradient[n - 1] = by_nu * (nu - kLeastNu) + 2 * kNuRidge * ln_nu;
    return value;
  }

  /// By the expected information of the terms, 2 nu/(nu + 3) of a sample, and the mean square of the slopes by nu.
  [[nodiscard]] Eigen::VectorXd direction(const std::vector<double>& x, const Eigen::VectorXd& g) const {
    const auto n = static_cast<Eigen::Index>(x.size());
    const double nu = nu_of(x);
    Eigen::MatrixXd h = Eigen::MatrixXd::Zero(n, n);
    h.diagonal().segment(1, n - 2).setConstant(2 * kRidge);
    h(n - 1, n - 1) = 2 * kNuRidge;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      const Sample s = at(i, x, nu);
      const double slope = s.by_nu * (nu - kLeastNu);
      h(n - 1, n - 1) += s.weight * slope * slope;
      for (const auto& [a, by_a] : design_.rows[i]) {
        for (const auto& [b, by_b] : design_.rows[i]) {
          h(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) +=
              s.weight * 2 * nu / (nu + 3) * by_a * by_b;
        }
      }
    }
    return h.llt().solve(g);
  }

 private:
  struct Sample {
    double weight, z2, ln_density, by_nu;
  };

  static double nu_of(const std::vector<double>& x) { return kLeastNu + std::exp(x.back()); }

  [[nodiscard]] Sample at(std::size_t i, const std::vector<double>& x, double nu) const {
    constexpr double kStep = 1e-4;
    double ln_scale = 0;
    for (const auto& [term, factor] : design_.rows[i]) {
      ln_scale += x[term] * factor;
    }
    const double z = samples_[i].error / std::exp(ln_scale), z2 = z * z;
    return {weights_[i],
            z2,
            student_ln_density(nu, z2) - ln_scale,
            (student_ln_density(nu + kStep, z2) - student_ln_density(nu - kStep, z2)) / (2 * kStep)};
  }

  std::span<const ScaleSample> samples_;
  const Design& design_;
  std::vector<double> weights_;
};

/// What `share` of the weight stays below, of sorted pairs (value, weight).
double weighted_quantile(std::span<const std::pair<double, double>> sorted, double share) {
  double total = 0, seen = 0;
  for (const auto& [z, w] : sorted) {
    total += w;
  }
  for (const auto& [z, w] : sorted) {
    seen += w;
    if (seen >= share * total) {
      return z;
    }
  }
  return 1;
}

/// Student's distribution whose central 50 and 90 % reach as far as the cross-fitted |error|/scale do.
struct Reach {
  double factor = 1, nu = 2;
};
Reach match(std::vector<std::pair<double, double>> standardized_and_weight) {
  std::sort(standardized_and_weight.begin(), standardized_and_weight.end());
  const double half = weighted_quantile(standardized_and_weight, 0.5);
  const double most = weighted_quantile(standardized_and_weight, 0.9);
  double low = kLeastNu, high = 100;  // the ratio of the two falls with nu
  while (high - low > 1e-6) {
    const double nu = (low + high) / 2;
    (predict::student_quantile(nu, 0.95) / predict::student_quantile(nu, 0.75) > most / half ? low : high) =
        nu;
  }
  return {most / predict::student_quantile(low, 0.95), low};
}

/// Correct runs against others, by expectation-maximization on standardized residuals.
void fit_mixture(predict::IntervalModel& model, std::span<const ScaleSample> samples) {
  constexpr double kOtherWidth = 3, kOtherNu = 1;
  constexpr int kSteps = 200;
  std::vector<double> z2, w;
  for (const ScaleSample& s : samples) {
    const double z = s.error / std::exp(model.ln_scale(s.spread));
    z2.push_back(z * z);
    w.push_back(s.weight);
  }
  double ratio = 0.8, wrong = 0.1;
  for (int step = 0; step < kSteps; ++step) {
    double total = 0, others = 0, squares = 0, correct = 0;
    for (std::size_t i = 0; i < z2.size(); ++i) {
      const double a =
          (1 - wrong) * std::exp(student_ln_density(predict::kCorrectRunNu, z2[i] / (ratio * ratio))) / ratio;
      const double b =
          wrong * std::exp(student_ln_density(kOtherNu, z2[i] / (kOtherWidth * kOtherWidth))) / kOtherWidth;
      const double p = a / (a + b);
      total += w[i];
      others += w[i] * (1 - p);
      const double robust = (predict::kCorrectRunNu + 1) / (predict::kCorrectRunNu + z2[i] / (ratio * ratio));
      squares += w[i] * p * robust * z2[i];
      correct += w[i] * p;
    }
    wrong = std::clamp(others / total, 0.005, 0.5);
    ratio = std::clamp(std::sqrt(squares / correct), 0.2, 1.5);
  }
  model.correct_ratio = ratio;
  model.p_wrong = wrong;
}

predict::IntervalModel maximize(std::span<const ScaleSample> samples, double independent) {
  predict::IntervalModel model;
  double total = 0;
  for (const ScaleSample& s : samples) {
    total += s.weight;
  }
  if (!(total > 0)) {
    return model;
  }
  std::vector<double> weights;
  for (const ScaleSample& s : samples) {
    weights.push_back(s.weight / total * independent);
  }
  const Design design = design_of(samples);
  std::vector<double> x(kFixedTerms + design.names.size() + 1, 0.0);
  x[1] = 1;
  x.back() = std::log(2.0);
  const ScaleLikelihood likelihood(samples, design, weights);
  const auto direction = [&](const std::vector<double>& at, const Eigen::VectorXd& g) {
    return likelihood.direction(at, g);
  };
  x = minimize(likelihood, direction, x, {}).parameters;
  model.one = x[0];
  model.ln_sd = x[1];
  model.new_family = x[2];
  model.extrapolation = x[3];
  model.nu = kLeastNu + std::exp(x.back());
  for (std::size_t i = 0; i < design.names.size(); ++i) {
    model.shifts.emplace_back(design.names[i], x[kFixedTerms + i]);
  }
  return model;
}

}  // namespace

FittedIntervals fit_intervals(std::span<const ScaleSample> samples,
                              std::span<const int> group,
                              int groups,
                              double independent) {
  FittedIntervals out{maximize(samples, independent), {}};
  std::vector<std::pair<double, double>> standardized;
  for (int g = 0; g < groups; ++g) {
    std::vector<ScaleSample> others;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (group[i] != g) {
        others.push_back(samples[i]);
      }
    }
    out.without.push_back(maximize(others, independent));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (group[i] == g) {
        const double scale = std::exp(out.without.back().ln_scale(samples[i].spread));
        standardized.emplace_back(std::fabs(samples[i].error) / scale, samples[i].weight);
      }
    }
  }
  const Reach reach = match(std::move(standardized));
  out.model.one += std::log(reach.factor);
  out.model.nu = reach.nu;
  fit_mixture(out.model, samples);
  for (predict::IntervalModel& model : out.without) {
    model.one += std::log(reach.factor);
    model.nu = reach.nu;
    model.correct_ratio = out.model.correct_ratio;
    model.p_wrong = out.model.p_wrong;
  }
  return out;
}

}  // namespace tokroof::fit
