#pragma once
#include <cstdint>
#include <vector>

#include "whatif/sweep/axis.hpp"

namespace tokroof::whatif {

/// A contiguous part of a sweep: rows begin to end - 1.
struct RowRange {
  std::uint64_t begin = 0, end = 0;
  [[nodiscard]] std::uint64_t size() const { return end - begin; }
};

/// All combinations of the axes' values, numbered from 0. The axes stand in the order of the help (scenario_options()),
/// whatever the order in which they were given; the last one changes fastest.
struct Product {
  predict::Asked base;     ///< what is stated once
  std::vector<Axis> axes;  ///< options with several values

  /// An option with one value is stated in `base`; with several it is an axis.
  void add(const Axis& axis);
  /// Throws InputError (usage) where there are more than 2^63.
  [[nodiscard]] std::uint64_t size() const;
  /// The places on each axis of one row.
  [[nodiscard]] std::vector<std::uint64_t> places(std::uint64_t row) const;
  /// What the combination at these places states.
  [[nodiscard]] predict::Asked asked(const std::vector<std::uint64_t>& places) const;
};

/// The i-th of n parts, i from 1 on, whose sizes differ by one at most: all of them in order are the whole.
RowRange shard(std::uint64_t rows, std::uint64_t i, std::uint64_t n);

/// "2/8"; throws InputError (usage, at --shard).
RowRange shard(std::uint64_t rows, std::string_view text);

}  // namespace tokroof::whatif
