#pragma once
#include <span>
#include <string>

namespace tokroof::judge {

/// |error| of one cell under two models.
struct PairedCell {
  std::string device;
  double with = 0, without = 0;
};

/// Bounds of the central 90 % of the resamples.
struct Bounds {
  double low = 0, high = 0;
};

/// What a term of the model is worth on a set of cells: errors with it, without it, and their change.
struct Worth {
  std::size_t cells = 0, devices = 0;
  double median_with = 0, median_without = 0;
  double mean_with = 0, mean_without = 0;  ///< errors capped at kErrorCap
  Bounds median_change, mean_change;       ///< without - with
};

inline constexpr double kErrorCap = 0.5;  ///< ln: a wrong figure counts, but no more than this
inline constexpr int kResamples = 1000;

/// The interval of a change comes from drawing devices with replacement, kResamples times, both models on the same draw: cells
/// of one device err together, so cells are not what varies independently. Deterministic.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, sections 8.3 and 13.3 (percentiles).
Worth paired_worth(std::span<const PairedCell> cells);

}  // namespace tokroof::judge
