#include "fit/information.hpp"

#include <algorithm>

#include "fit/weights.hpp"

namespace tokroof::fit {
namespace {

using Index = Eigen::Index;

double weight(Weighing weighing, double z) {
  return weighing == Weighing::expected ? kInformation : student_weight(z * z);
}

/// Adds the lower triangle of w g g^T to `sum`, by columns.
void add_product(double w, std::span<const double> g, double* sum) {
  for (std::size_t j = 0; j < g.size(); ++j) {
    const auto rows = static_cast<Index>(g.size() - j);
    Eigen::Map<Eigen::VectorXd>(sum, rows) += w * g[j] * Eigen::Map<const Eigen::VectorXd>(&g[j], rows);
    sum += rows;
  }
}

}  // namespace

Information::Information(ModelPass& pass, const Widths& widths)
    : pass_(pass),
      measured_(measured(pass)),
      mean_(pass.regression().layout().prior_means()),
      sd_(pass.regression().layout().prior_sds(widths)),
      h_(pass.sparsity().zeros()) {}

double Information::figures(std::size_t time, Weighing weighing) const {
  double sum = 0;
  for (std::size_t f = pass_.first_figure(time); f < pass_.first_figure(time + 1); ++f) {
    const Measured& figure = measured_[f];
    const double z = (pass_.ln_seconds(time) - figure.ln_seconds) / figure.sd;
    sum += figure.weight * weight(weighing, z) / (figure.sd * figure.sd);
  }
  return sum;
}

const Eigen::SparseMatrix<double>& Information::at(const std::vector<double>& parameters, Weighing weighing) {
  pass_.at(parameters);
  double* const values = h_.valuePtr();
  std::fill_n(values, h_.nonZeros(), 0.0);
  const Sparsity& sparsity = pass_.sparsity();
  std::vector<double> sum;
  for (std::size_t kind = 0; kind < sparsity.kinds(); ++kind) {
    if (sparsity.times(kind).empty()) {
      continue;
    }
    const std::span<const std::uint32_t> entries = sparsity.entries(kind);
    sum.assign(entries.size(), 0.0);
    for (const std::size_t time : sparsity.times(kind)) {
      add_product(figures(time, weighing), pass_.derivatives(time), sum.data());
    }
    for (std::size_t e = 0; e < sum.size(); ++e) {
      values[entries[e]] += sum[e];
    }
  }
  for (const Block& block : pass_.regression().layout().blocks()) {
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      const double z = (parameters[j] - mean_[j]) / sd_[j];
      values[sparsity.diagonal()[j]] += (block.heavy_tailed ? weight(weighing, z) : 1.0) / (sd_[j] * sd_[j]);
    }
  }
  return h_;
}

}  // namespace tokroof::fit
