#pragma once
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// A prediction, or a measurement, somewhere along an axis.
struct CurveRow {
  double x = kNone;        ///< of an axis of numbers
  std::string category{};  ///< of an axis of names
  std::string series{};    ///< the line that it belongs to; empty: there is one
  double tps = 0, low_tps = kNone, high_tps = kNone;
  std::vector<Field> fields{};  ///< what else a tooltip says
};

struct CurveQuestion {
  std::string title, subtitle, source;
  std::string x_label, x_unit;  ///< "tokens in the cache", "tokens"
  std::string y_label = "decode rate of a stream", y_unit = "tok/s";
  double level = 0.9;  ///< of the intervals
};

/// More lines than this cannot be told apart.
inline constexpr std::size_t kMostCurves = 16;

/// Rates along an axis. Numbers on x: a line with its band for every series, measured rates as points; logarithmic
/// where the numbers are positive and span more than a factor of eight. Names: points with error bars, a row a name.
/// Series and names stand in the order of the rows. Throws InputError for too many series, or no rows.
Chart curve(const CurveQuestion& question,
            const std::vector<CurveRow>& predicted,
            const std::vector<CurveRow>& measured = {});

}  // namespace tokroof::plot
