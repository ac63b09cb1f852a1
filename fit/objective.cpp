#include "fit/objective.hpp"

#include <cmath>
#include <future>

namespace tokroof {
namespace {

constexpr std::size_t kParts =
    8;  // sums over every eighth figure, added in this order on any number of cores

/// The loss of a residual z, from z^2, and what it weighs the residual by against least squares.
double student_loss(double z2) { return (kStudent + 1) / 2 * std::log1p(z2 / kStudent); }
double student_weight(double z2) { return (kStudent + 1) / (kStudent + z2); }

struct Sum {
  double value = 0;
  std::vector<double> gradient;
};

Sum part(const Regression& regression,
         const std::vector<bool>& used,
         const std::vector<double>& parameters,
         std::size_t first) {
  const std::span<const Observation> all = regression.observations();
  Sum sum{.gradient = std::vector<double>(parameters.size())};
  Gradient gradient;
  for (std::size_t i = first; i < all.size(); i += kParts) {
    const Observation& o = all[i];
    if (!used[i] || !(o.weight > 0)) {
      continue;
    }
    const double z = regression.residual(i, parameters, &gradient) / o.sd;
    sum.value += o.weight * student_loss(z * z);
    const double slope = o.weight * student_weight(z * z) * z / o.sd;
    for (const auto& [parameter, derivative] : gradient) {
      sum.gradient[parameter] += slope * derivative;
    }
  }
  return sum;
}

}  // namespace

Objective::Objective(const Regression& regression,
                     const std::vector<bool>& used,
                     const Widths& widths,
                     Cores cores)
    : regression_(regression),
      used_(used),
      mean_(regression.layout().prior_means()),
      sd_(regression.layout().prior_sds(widths)),
      cores_(cores) {}

double Objective::operator()(const std::vector<double>& parameters, std::vector<double>& gradient) const {
  // Deferred: computed here, when it is asked for.
  const std::launch where = cores_ == Cores::all ? std::launch::async : std::launch::deferred;
  std::vector<std::future<Sum>> parts;
  for (std::size_t p = 0; p < kParts; ++p) {
    parts.push_back(
        std::async(where, part, std::cref(regression_), std::cref(used_), std::cref(parameters), p));
  }
  double value = 0;
  gradient.assign(parameters.size(), 0.0);
  for (const Block& block : regression_.layout().blocks()) {
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      const double z = (parameters[j] - mean_[j]) / sd_[j];
      value += block.heavy_tailed ? student_loss(z * z) : z * z / 2;
      gradient[j] = (block.heavy_tailed ? student_weight(z * z) : 1.0) * z / sd_[j];
    }
  }
  for (std::future<Sum>& p : parts) {
    const Sum sum = p.get();
    value += sum.value;
    for (std::size_t j = 0; j < gradient.size(); ++j) {
      gradient[j] += sum.gradient[j];
    }
  }
  return value;
}

}  // namespace tokroof
