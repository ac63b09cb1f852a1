#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"
#include "whatif/sweep/product.hpp"
#include "whatif/sweep/row.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof::answers {

/// A combination as a plot names it: "rtx-3090, n_depth 4096"; without the axis at `left_out`.
std::string combination_name(const whatif::Product& product,
                             const std::vector<std::uint64_t>& places,
                             std::size_t left_out = SIZE_MAX);

/// Where the time of a step goes, a bar for every combination. Throws InputError (usage) beyond what a plot can show, and
/// where nothing can be predicted.
plot::Chart parts_of_sweep(const whatif::SweepModel& model,
                           const whatif::Product& product,
                           whatif::RowRange range,
                           const std::string& source);

/// Gathers a sweep's rows for a plot: rates along one axis, a line for every combination of the others; or rates against
/// the cost of a million tokens.
class SweepPlot {
 public:
  /// `x`: key or option of the axis; empty: the first of numbers, else the first one. Throws InputError (usage, at --x)
  /// where it is no axis of this sweep, or nothing varies.
  SweepPlot(const whatif::Product& product, const std::string& x);

  /// Rows without a rate leave a gap. Throws InputError (usage) beyond what a plot can show.
  void add(std::uint64_t number, const whatif::SweepPoint& point);

  [[nodiscard]] plot::Chart rates(double level, const std::string& source) const;
  [[nodiscard]] plot::Chart costs(double level, const std::string& source) const;

 private:
  struct Row {
    std::uint64_t number = 0;
    whatif::SweepPoint point;
  };
  [[nodiscard]] std::string stated_once() const;

  const whatif::Product& product_;
  std::size_t x_ = 0;
  std::vector<Row> rows_;
};

}  // namespace tokroof::answers
