#include "fit/information.hpp"

#include <cmath>

#include "fit/weights.hpp"

namespace tokroof::fit {
namespace {

using Rows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using Columns = Eigen::SparseMatrix<double>;

/// The lower triangle of J^T J. Eigen's product makes both, and sorts every column.
Columns lower_product(const Rows& rows) {
  const Columns columns(rows);
  std::vector<int> next(rows.outerIndexPtr(),
                        rows.outerIndexPtr() + rows.rows());                  // of a row, from column j on
  std::vector<Eigen::Index> last(static_cast<std::size_t>(rows.cols()), -1);  // column that reached a sum
  Eigen::VectorXd sum(rows.cols());
  Columns out(rows.cols(), rows.cols());
  for (Eigen::Index j = 0; j < rows.cols(); ++j) {
    for (Columns::InnerIterator entry(columns, j); entry; ++entry) {
      const int end = rows.outerIndexPtr()[entry.row() + 1];
      for (int at = next[static_cast<std::size_t>(entry.row())]++; at < end; ++at) {
        const int i = rows.innerIndexPtr()[at];
        const double term = entry.value() * rows.valuePtr()[at];
        sum[i] = last[static_cast<std::size_t>(i)] == j ? sum[i] + term : term;
        last[static_cast<std::size_t>(i)] = j;
      }
    }
    out.startVec(j);
    for (Eigen::Index i = j; i < rows.cols(); ++i) {
      if (last[static_cast<std::size_t>(i)] == j) {
        out.insertBack(i, j) = sum[i];
      }
    }
  }
  out.finalize();
  return out;
}

double weight(Weighing weighing, double z) {
  return weighing == Weighing::expected ? kInformation : student_weight(z * z);
}

/// Of all figures that have a time.
double information_of(const ModelPass& pass, std::size_t time, Weighing weighing) {
  double sum = 0;
  for (std::size_t f = pass.first_figure(time); f < pass.first_figure(time + 1); ++f) {
    const predict::Observation& o = pass.regression().observations()[pass.figures()[f]];
    const double z = (pass.ln_seconds(time) - o.ln_seconds) / o.sd;
    sum += o.weight * weight(weighing, z) / (o.sd * o.sd);
  }
  return sum;
}

}  // namespace

Eigen::SparseMatrix<double> information(ModelPass& pass,
                                        const Widths& widths,
                                        const std::vector<double>& parameters,
                                        Weighing weighing) {
  const Layout& layout = pass.regression().layout();
  const auto size = static_cast<Eigen::Index>(parameters.size());
  pass.at(parameters);
  // A row a time, and one a prior: each scaled by the root of its information.
  Rows jacobian(static_cast<Eigen::Index>(pass.times()) + size, size);
  jacobian.reserve(static_cast<Eigen::Index>(pass.derivatives().size()) + size);
  Eigen::Index row = 0;
  for (std::size_t time = 0; time < pass.times(); ++time) {
    const double root = std::sqrt(information_of(pass, time, weighing));
    const std::span<const double> derivatives = pass.derivatives(time);
    jacobian.startVec(row);
    std::size_t k = 0;
    for (const Use& use : pass.uses(time)) {
      jacobian.insertBack(row, use.parameter) = root * derivatives[k++];
    }
    row += 1;
  }
  const std::vector<double> mean = layout.prior_means(), sd = layout.prior_sds(widths);
  for (const Block& block : layout.blocks()) {
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      const double z = (parameters[j] - mean[j]) / sd[j];
      jacobian.startVec(row);
      jacobian.insertBack(row++, static_cast<Eigen::Index>(j)) =
          std::sqrt(block.heavy_tailed ? weight(weighing, z) : 1.0) / sd[j];
    }
  }
  jacobian.finalize();
  return lower_product(jacobian);
}

}  // namespace tokroof::fit
