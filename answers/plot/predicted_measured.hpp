#pragma once
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// A measured rate with its prediction.
struct ComparedRow {
  std::string group;  ///< verdict, or class: its marker and color
  double measured_tps = 0, predicted_tps = 0, low_tps = kNone, high_tps = kNone;
  std::string name{};  ///< what it is called where it is flagged; empty: not flagged
  std::vector<Field> fields{};
};

struct ComparedQuestion {
  std::string title, subtitle, source;
  std::vector<std::string> groups{};  ///< in the order of the legend; those without rows are left out
  double level = 0.9;                 ///< of the intervals
};

/// Predicted against measured rates on logarithmic axes with the line of equality. Flagged rows have names and their
/// intervals; the others have intervals while they are few.
Chart predicted_measured(const ComparedQuestion& question, const std::vector<ComparedRow>& rows);

}  // namespace tokroof::plot
