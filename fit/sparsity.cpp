#include "fit/sparsity.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "fit/model_pass.hpp"

namespace tokroof::fit {
namespace {

using Index = Eigen::Index;

/// The blocks that a time depends on, ascending.
std::vector<std::uint32_t> blocks_of(std::span<const Use> uses, const std::vector<std::uint32_t>& block_of) {
  std::vector<std::uint32_t> out;
  for (const Use& use : uses) {
    if (out.empty() || out.back() != block_of[use.parameter]) {
      out.push_back(block_of[use.parameter]);
    }
  }
  return out;
}

}  // namespace

Sparsity::Sparsity(const ModelPass& pass) {
  const std::vector<Block>& blocks = pass.regression().layout().blocks();
  std::vector<std::uint32_t> block_of;  // of a parameter
  for (std::uint32_t b = 0; b < blocks.size(); ++b) {
    block_of.insert(block_of.end(), blocks[b].coefficients.size(), b);
  }
  Pattern pattern;
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  std::vector<std::vector<std::uint32_t>> blocks_of_kind;
  for (std::size_t time = 0; time < pass.times(); ++time) {
    std::vector<std::uint32_t> mine = blocks_of(pass.uses(time), block_of);
    const auto [found, added] = known.try_emplace(mine, times_.size());
    if (added) {
      blocks_of_kind.push_back(std::move(mine));
      times_.emplace_back();
    }
    times_[found->second].push_back(time);
    pattern.kind_of_time.push_back(found->second);
  }
  const auto parameters = static_cast<Index>(pass.regression().layout().parameters());
  pattern.zeros.resize(parameters, parameters);
  pattern.find(blocks, blocks_of_kind);
  pattern.reorder();
  pattern_ = std::make_shared<const Pattern>(std::move(pattern));
}

Sparsity::Sparsity(const Sparsity& all, std::span<const std::size_t> time_in_all)
    : pattern_(all.pattern_), times_(all.kinds()) {
  for (std::size_t time = 0; time < time_in_all.size(); ++time) {
    times_[pattern_->kind_of_time[time_in_all[time]]].push_back(time);
  }
}

void Sparsity::Pattern::find(const std::vector<Block>& blocks,
                             const std::vector<std::vector<std::uint32_t>>& blocks_of_kind) {
  entries.resize(blocks_of_kind.size());
  const auto size_of = [&](std::uint32_t b) { return blocks[b].coefficients.size(); };
  std::vector<std::vector<std::size_t>> users(blocks.size());  // kinds, by block
  for (std::size_t kind = 0; kind < blocks_of_kind.size(); ++kind) {
    for (const std::uint32_t b : blocks_of_kind[kind]) {
      users[b].push_back(kind);
    }
  }
  std::vector<std::uint32_t> reached(blocks.size());  // the last block whose columns did, and 1
  std::vector<std::size_t> above(blocks.size());      // entries of such a column before the block's own
  std::size_t size = 0;                               // of H, so far
  for (std::uint32_t b = 0; b < blocks.size(); ++b) {
    std::vector<std::uint32_t> rows = {b};  // blocks that the columns of this one reach
    reached[b] = b + 1;
    for (const std::size_t kind : users[b]) {
      for (auto other = blocks_of_kind[kind].rbegin(); *other != b; ++other) {
        if (std::exchange(reached[*other], b + 1) != b + 1) {
          rows.push_back(*other);
        }
      }
    }
    std::sort(rows.begin(), rows.end());
    std::size_t height = 0;
    for (const std::uint32_t row : rows) {
      above[row] = height;
      height += size_of(row);
    }
    for (std::size_t j = 0; j < size_of(b); ++j) {
      const auto column = static_cast<Index>(blocks[b].offset + j);
      const std::size_t start = size - j;  // as if it began at the block's first row
      size += height - j;
      zeros.startVec(column);
      for (const std::uint32_t row : rows) {
        for (std::size_t i = row == b ? j : 0; i < size_of(row); ++i) {
          zeros.insertBack(static_cast<Index>(blocks[row].offset + i), column) = 0;
        }
      }
      for (const std::size_t kind : users[b]) {
        const std::vector<std::uint32_t>& together = blocks_of_kind[kind];
        for (auto row = std::find(together.begin(), together.end(), b); row != together.end(); ++row) {
          for (std::size_t i = *row == b ? j : 0; i < size_of(*row); ++i) {
            entries[kind].push_back(static_cast<std::uint32_t>(start + above[*row] + i));
          }
        }
      }
    }
  }
  zeros.finalize();
}

void Sparsity::Pattern::reorder() {
  Order inverse;
  Eigen::AMDOrdering<int>()(Eigen::SparseMatrix<double>(zeros.selfadjointView<Eigen::Lower>()), inverse);
  order = inverse.inverse();
  std::iota(zeros.valuePtr(), zeros.valuePtr() + zeros.nonZeros(), 0.0);  // every entry is its place
  Eigen::SparseMatrix<double> upper(zeros.rows(), zeros.cols());
  upper.selfadjointView<Eigen::Upper>() = zeros.selfadjointView<Eigen::Lower>().twistedBy(order);
  upper = Eigen::SparseMatrix<double>(upper.transpose()).transpose();  // which sorts each column
  std::vector<std::uint32_t> place_in_upper(static_cast<std::size_t>(zeros.nonZeros()));
  for (std::uint32_t place = 0; place < place_in_upper.size(); ++place) {
    place_in_upper[static_cast<std::size_t>(upper.valuePtr()[place])] = place;
  }
  for (std::vector<std::uint32_t>& of_kind : entries) {
    for (std::uint32_t& entry : of_kind) {
      entry = place_in_upper[entry];
    }
  }
  for (Index j = 0; j < zeros.cols(); ++j) {
    diagonal.push_back(place_in_upper[static_cast<std::size_t>(zeros.outerIndexPtr()[j])]);
  }
  upper.coeffs().setZero();
  zeros.swap(upper);
}

}  // namespace tokroof::fit
