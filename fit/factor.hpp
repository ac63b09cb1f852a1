#pragma once
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>

#include "fit/sparsity.hpp"

namespace tokroof::fit {

/// A sparse Cholesky factor of an information H (information.hpp). Vectors are in the order of the parameters.
class Factor {
 public:
  /// Of matrices with these entries, of which the order of elimination is kept.
  explicit Factor(const Sparsity& sparsity);

  void factorize(const Eigen::SparseMatrix<double>& h) { cholesky_.factorize(h); }

  /// H^-1 g
  [[nodiscard]] Eigen::VectorXd solve(const Eigen::VectorXd& g) const;
  /// S^T g, where S S^T = H^-1.
  [[nodiscard]] Eigen::VectorXd root_transposed(const Eigen::VectorXd& g) const;

 private:
  Sparsity::Order order_;
  Eigen::SimplicialLLT<Eigen::SparseMatrix<double>, Eigen::Upper, Eigen::NaturalOrdering<int>> cholesky_;
};

}  // namespace tokroof::fit
