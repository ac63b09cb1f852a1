#include "fit/objective.hpp"

#include <array>
#include <cmath>

namespace tokroof::fit {
namespace {

/// The loss of a residual z, from z^2.
double student_loss(double z2) { return (kStudent + 1) / 2 * std::log(1 + z2 / kStudent); }

}  // namespace

Objective::Objective(ModelPass& pass, const Widths& widths)
    : pass_(pass),
      measured_(measured(pass)),
      mean_(pass.regression().layout().prior_means()),
      sd_(pass.regression().layout().prior_sds(widths)) {}

Objective::Sum Objective::part(std::size_t index) const {
  Sum sum{.gradient = std::vector<double>(mean_.size())};
  const std::size_t end = pass_.times() * (index + 1) / kParts;
  for (std::size_t time = pass_.times() * index / kParts; time < end; ++time) {
    double slope = 0;
    for (std::size_t f = pass_.first_figure(time); f < pass_.first_figure(time + 1); ++f) {
      const Measured& figure = measured_[f];
      const double z = (pass_.ln_seconds(time) - figure.ln_seconds) / figure.sd;
      sum.value += figure.weight * student_loss(z * z);
      slope += figure.weight * student_weight(z * z) * z / figure.sd;
    }
    const std::span<const double> derivatives = pass_.derivatives(time);
    std::size_t k = 0;
    for (const Use& use : pass_.uses(time)) {
      sum.gradient[use.parameter] += slope * derivatives[k++];
    }
  }
  return sum;
}

double Objective::operator()(const std::vector<double>& parameters, std::vector<double>& gradient) {
  pass_.at(parameters);
  std::array<Sum, kParts> sums;
  in_parts(pass_.cores(), [&](std::size_t p) { sums[p] = part(p); });
  double value = 0;
  gradient.assign(parameters.size(), 0.0);
  for (const Block& block : pass_.regression().layout().blocks()) {
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
