#include "fit/sparsity.hpp"

#include <algorithm>
#include <map>
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
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  std::vector<std::vector<std::uint32_t>> different;
  for (std::size_t time = 0; time < pass.times(); ++time) {
    std::vector<std::uint32_t> mine = blocks_of(pass.uses(time), block_of);
    const auto [found, added] = known.try_emplace(mine, alike_.size());
    if (added) {
      different.push_back(std::move(mine));
      alike_.emplace_back();
    }
    alike_[found->second].times.push_back(time);
  }
  const auto parameters = static_cast<Index>(pass.regression().layout().parameters());
  zeros_.resize(parameters, parameters);
  find(blocks, different);
}

void Sparsity::find(const std::vector<Block>& blocks,
                    const std::vector<std::vector<std::uint32_t>>& blocks_of_alike) {
  const auto size_of = [&](std::uint32_t b) { return blocks[b].coefficients.size(); };
  std::vector<std::vector<std::size_t>> users(blocks.size());  // times alike, by block
  for (std::size_t a = 0; a < alike_.size(); ++a) {
    for (const std::uint32_t b : blocks_of_alike[a]) {
      users[b].push_back(a);
    }
  }
  std::vector<std::uint32_t> reached(blocks.size());  // the last block whose columns did, and 1
  std::vector<std::size_t> above(blocks.size());      // entries of such a column before the block's own
  std::size_t size = 0;                               // of H, so far
  for (std::uint32_t b = 0; b < blocks.size(); ++b) {
    std::vector<std::uint32_t> rows = {b};  // blocks that the columns of this one reach
    reached[b] = b + 1;
    for (const std::size_t a : users[b]) {
      for (auto other = blocks_of_alike[a].rbegin(); *other != b; ++other) {
        if (std::exchange(reached[*other], b + 1) != b + 1) {
          rows.push_back(*other);
        }
      }
    }
    std::sort(rows.begin(), rows.end());
    std::size_t entries = 0;
    for (const std::uint32_t row : rows) {
      above[row] = entries;
      entries += size_of(row);
    }
    for (std::size_t j = 0; j < size_of(b); ++j) {
      const auto column = static_cast<Index>(blocks[b].offset + j);
      const std::size_t start = size - j;  // as if it began at the block's first row
      size += entries - j;
      zeros_.startVec(column);
      for (const std::uint32_t row : rows) {
        for (std::size_t i = row == b ? j : 0; i < size_of(row); ++i) {
          zeros_.insertBack(static_cast<Index>(blocks[row].offset + i), column) = 0;
        }
      }
      for (const std::size_t a : users[b]) {
        const std::vector<std::uint32_t>& together = blocks_of_alike[a];
        for (auto row = std::find(together.begin(), together.end(), b); row != together.end(); ++row) {
          for (std::size_t i = *row == b ? j : 0; i < size_of(*row); ++i) {
            alike_[a].entries.push_back(static_cast<std::uint32_t>(start + above[*row] + i));
          }
        }
      }
    }
  }
  zeros_.finalize();
}

}  // namespace tokroof::fit
