#pragma once
#include <cstdint>
#include <vector>

#include <Eigen/SparseCore>

namespace tokroof::fit {

class ModelPass;
struct Block;

/// Which entries the information of a pass has (information.hpp), and which of them a time adds to: those of the blocks
/// that it depends on. Many times depend on the same ones.
class Sparsity {
 public:
  explicit Sparsity(const ModelPass& pass);

  /// Times of the same blocks.
  struct Alike {
    std::vector<std::size_t> times;
    std::vector<std::uint32_t> entries;  ///< that they add to: by columns, each from the diagonal down
  };
  [[nodiscard]] const std::vector<Alike>& alike() const { return alike_; }

  /// A lower triangle of nothing but zeros.
  [[nodiscard]] const Eigen::SparseMatrix<double>& zeros() const { return zeros_; }

 private:
  void find(const std::vector<Block>& blocks, const std::vector<std::vector<std::uint32_t>>& blocks_of_alike);

  std::vector<Alike> alike_;
  Eigen::SparseMatrix<double> zeros_;
};

}  // namespace tokroof::fit
