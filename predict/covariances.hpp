#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "predict/estimate.hpp"

namespace tokroof::predict {

/// Rows of the lower triangle, what is off the diagonal doubled: g^T C g is a sum over it. A coefficient that no run has
/// touched is independent of all others. `known(i, j)`: what is known of an entry already, if it is.
template <class Known>
std::vector<double> covariances(const Fitted& fitted, const std::vector<BoundCoefficient>& all, Known known) {
  std::vector<double> out;
  out.reserve(all.size() * (all.size() + 1) / 2);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].parameter) {
      const double sd = fitted.prior_sd(all[i].coefficient);
      out.resize(out.size() + i, 0.0);
      out.push_back(sd * sd);
      continue;
    }
    CovarianceRow row(fitted, *all[i].parameter);
    for (std::size_t j = 0; j <= i; ++j) {
      const std::optional<double> before = known(i, j);
      out.push_back(before             ? *before
                    : all[j].parameter ? (i == j ? 1 : 2) * row.with(*all[j].parameter)
                                       : 0.0);
    }
  }
  return out;
}

}  // namespace tokroof::predict
