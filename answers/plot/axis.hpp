#pragma once
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// How far an axis reaches.
struct Range {
  Scale scale = Scale::linear;
  double low = 0, high = 1;

  /// 0 at the low end, 1 at the high end.
  [[nodiscard]] double position(double value) const;
  /// What stands there.
  [[nodiscard]] double value(double position) const;
};

struct Tick {
  double value = 0;
  std::string text;  ///< empty: a mark only
};

struct Ranges {
  Range x, y;
};

/// The ranges that hold all series, with room at the ends. Bars, and rates that come near 0, start from 0.
/// Throws InputError for what an axis cannot show: no data, NaN or infinity, 0 or less on a logarithmic axis.
Ranges ranges(const Chart& chart);

/// Ticks at 1, 2 and 5 times powers of ten, about as many as given; category axes have one a category.
std::vector<Tick> ticks(const Axis& axis, const Range& range, std::size_t about);

/// "0.05", "2", "1,500", "2M"
std::string number_text(double value);

/// Where the stacked bars of each series begin: one list a series, one number a datum.
std::vector<std::vector<double>> stack_bases(const Chart& chart);

/// Whether values lie along x.
inline bool horizontal(const Chart& chart) { return chart.y.scale == Scale::category; }

}  // namespace tokroof::plot
