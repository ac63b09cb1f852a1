#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <Eigen/SparseCore>

namespace tokroof::fit {

class ModelPass;
struct Block;

/// Which entries the information of a pass has (information.hpp), and which of them a time adds to: those of the blocks
/// that it depends on. Many times depend on the same ones: they are alike.
class Sparsity {
 public:
  explicit Sparsity(const ModelPass& pass);
  /// Of a pass over some of the times of `all`, in their order: `time_in_all` of each. Entries that none of them adds to stay.
  Sparsity(const Sparsity& all, std::span<const std::size_t> time_in_all);

  /// How many times are alike, of different ones: `kind` counts these.
  [[nodiscard]] std::size_t kinds() const { return times_.size(); }
  [[nodiscard]] std::span<const std::size_t> times(std::size_t kind) const { return times_[kind]; }
  /// Entries that each of them adds to: by columns, each from the diagonal down.
  [[nodiscard]] std::span<const std::uint32_t> entries(std::size_t kind) const {
    return pattern_->entries[kind];
  }

  /// A lower triangle of nothing but zeros.
  [[nodiscard]] const Eigen::SparseMatrix<double>& zeros() const { return pattern_->zeros; }

 private:
  struct Pattern {
    std::vector<std::size_t> kind_of_time;
    std::vector<std::vector<std::uint32_t>> entries;  // of a kind
    Eigen::SparseMatrix<double> zeros;

    void find(const std::vector<Block>& blocks,
              const std::vector<std::vector<std::uint32_t>>& blocks_of_kind);
  };

  std::shared_ptr<const Pattern> pattern_;
  std::vector<std::vector<std::size_t>> times_;  // of a kind
};

}  // namespace tokroof::fit
