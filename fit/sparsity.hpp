#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <Eigen/OrderingMethods>
#include <Eigen/SparseCore>

namespace tokroof::fit {

class ModelPass;
struct Block;

/// Which entries the information of a pass has (information.hpp), and which of them a time adds to: those of the blocks
/// that it depends on. Many times depend on the same ones: they are alike. Rows and columns are in the order in which a
/// factorization eliminates parameters, which is found once for all that share a pattern.
class Sparsity {
 public:
  using Order = Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int>;

  explicit Sparsity(const ModelPass& pass);
  /// Of a pass over some of the times of `all`, in their order: `time_in_all` of each. Entries that none of them adds to stay.
  Sparsity(const Sparsity& all, std::span<const std::size_t> time_in_all);

  /// How many times are alike, of different ones: `kind` counts these.
  [[nodiscard]] std::size_t kinds() const { return times_.size(); }
  [[nodiscard]] std::span<const std::size_t> times(std::size_t kind) const { return times_[kind]; }
  /// Entries that each of them adds to: by columns of the lower triangle of its parameters, each from the diagonal down.
  [[nodiscard]] std::span<const std::uint32_t> entries(std::size_t kind) const {
    return pattern_->entries[kind];
  }

  /// Of every parameter's diagonal.
  [[nodiscard]] std::span<const std::uint32_t> diagonal() const { return pattern_->diagonal; }

  /// An upper triangle of nothing but zeros.
  [[nodiscard]] const Eigen::SparseMatrix<double>& zeros() const { return pattern_->zeros; }
  /// From parameters to rows.
  [[nodiscard]] const Order& order() const { return pattern_->order; }

 private:
  struct Pattern {
    std::vector<std::size_t> kind_of_time;
    std::vector<std::vector<std::uint32_t>> entries;  // of a kind
    std::vector<std::uint32_t> diagonal;
    Eigen::SparseMatrix<double> zeros;
    Order order;

    /// A lower triangle in the order of the parameters, and which of its entries kinds add to.
    void find(const std::vector<Block>& blocks,
              const std::vector<std::vector<std::uint32_t>>& blocks_of_kind);
    /// From there to the order of elimination.
    void reorder();
  };

  std::shared_ptr<const Pattern> pattern_;
  std::vector<std::vector<std::size_t>> times_;  // of a kind
};

}  // namespace tokroof::fit
