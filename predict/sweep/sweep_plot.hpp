#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "predict/plot/chart.hpp"
#include "predict/sweep/product.hpp"
#include "predict/sweep/row.hpp"

namespace tokroof {

/// Gathers a sweep's rows for a plot: rates along one axis, a line for every combination of the others.
class SweepPlot {
 public:
  /// `x`: key or option of the axis; empty: the first of numbers, else the first one. Throws InputError (usage, at --x)
  /// where it is no axis of this sweep, or nothing varies.
  SweepPlot(const Product& product, const std::string& x);

  /// Rows without a rate leave a gap. Throws InputError (usage) beyond what a plot can show.
  void add(std::uint64_t number, const SweepPoint& point);

  [[nodiscard]] plot::Chart chart(double level, const std::string& source) const;

 private:
  struct Row {
    std::uint64_t number = 0;
    SweepPoint point;
  };
  [[nodiscard]] std::string series(const std::vector<std::uint64_t>& places) const;

  const Product& product_;
  std::size_t x_ = 0;
  std::vector<Row> rows_;
};

}  // namespace tokroof
