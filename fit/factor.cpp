#include "fit/factor.hpp"

namespace tokroof::fit {

Factor::Factor(const Sparsity& sparsity) : order_(sparsity.order()) {
  cholesky_.analyzePattern(sparsity.zeros());
}

Eigen::VectorXd Factor::solve(const Eigen::VectorXd& g) const {
  return order_.inverse() * cholesky_.solve(order_ * g).eval();
}

Eigen::VectorXd Factor::root_transposed(const Eigen::VectorXd& g) const {
  return cholesky_.matrixL().solve((order_ * g).eval());
}

}  // namespace tokroof::fit
