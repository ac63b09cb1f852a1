#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "predict/correlations.hpp"

namespace tokroof::predict {

/// Correlations as WebAssembly carries them, for a page is loaded before it predicts: bytes that compress to three quarters of
/// what the arrays do. A number is a byte for each 255 in it and a last one for what is left.
struct PackedCorrelations {
  int step = 1;                             ///< divides all parts: the datasets keep three digits
  std::span<const std::uint8_t> rows;       ///< how many each row has
  std::span<const std::uint8_t> gaps;       ///< parameters between one of a row and the next
  std::span<const std::uint8_t> multiples;  ///< of `step`: 0, -1, 1, -2, 2, ... as 0, 1, 2, 3, 4, ...
};

/// Owns the bytes.
struct PackedBytes {
  int step = 1;
  std::vector<std::uint8_t> rows, gaps, multiples;

  [[nodiscard]] PackedCorrelations view() const { return {step, rows, gaps, multiples}; }
};

PackedBytes packed(const Correlations& all);
CorrelationStorage unpacked(const PackedCorrelations& bytes);

}  // namespace tokroof::predict
