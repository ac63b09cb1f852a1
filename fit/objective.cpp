#include "fit/objective.hpp"

#include <array>
#include <cmath>

namespace tokroof::fit {
namespace {

/// The loss of a residual z, from z^2, and what it weighs the residual by against least squares.
double student_loss(double z2) { return (kStudent + 1) / 2 * std::log1p(z2 / kStudent); }
double student_weight(double z2) { return (kStudent + 1) / (kStudent + z2); }

struct Sum {
  double value = 0;
  std::vector<double> gradient;
};

// Over every eighth figure; added in this order, on any number of cores.
Sum part(const Regression& regression, const ModelPass& pass, std::size_t parameters, std::size_t index) {
  Sum sum{.gradient = std::vector<double>(parameters)};
  for (std::size_t i = index; i < regression.observations().size(); i += kParts) {
    if (!pass.has(i)) {
      continue;
    }
    const predict::Observation& o = regression.observations()[i];
    const double z = pass.residual(i) / o.sd;
    sum.value += o.weight * student_loss(z * z);
    const double slope = o.weight * student_weight(z * z) * z / o.sd;
    const std::size_t time = pass.time_of(i);
    const std::span<const double> derivatives = pass.derivatives(time);
    std::size_t k = 0;
    for (const Use& use : pass.uses(time)) {
      sum.gradient[use.parameter] += slope * derivatives[k++];
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
      pass_(regression, used, cores),
      mean_(regression.layout().prior_means()),
      sd_(regression.layout().prior_sds(widths)),
      cores_(cores) {}

double Objective::operator()(const std::vector<double>& parameters, std::vector<double>& gradient) {
  pass_.at(parameters);
  std::array<Sum, kParts> sums;
  in_parts(cores_, [&](std::size_t p) { sums[p] = part(regression_, pass_, parameters.size(), p); });
  double value = 0;
  gradient.assign(parameters.size(), 0.0);
  for (const Block& block : regression_.layout().blocks()) {
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      const double z = (parameters[j] - mean_[j]) / sd_[j];
      value += block.heavy_tailed ? student_loss(z * z) : z * z / 2;
      gradient[j] = (block.heavy_tailed ? student_weight(z * z) : 1.0) * z / sd_[j];
    }
  }
  for (const Sum& sum : sums) {
    value += sum.value;
    for (std::size_t j = 0; j < gradient.size(); ++j) {
      gradient[j] += sum.gradient[j];
    }
  }
  return value;
}

}  // namespace tokroof::fit
