#pragma once
#include <array>
#include <optional>
#include <string_view>

namespace tokroof {

/// What the project is held to: the median error of a class's cells, device left out.
struct Goal {
  std::string_view run_class;  ///< as in reports; prefill: all prefill figures
  double median = 0;
};

inline constexpr std::array kGoals{
    Goal{"single-dense", 0.06},
    Goal{"single-moe", 0.10},
    Goal{"deep", 0.055},
    Goal{"unified-dense", 0.05},
    Goal{"unified-moe", 0.07},
    Goal{"layer", 0.08},
    Goal{"row", 0.10},
    Goal{"tensor", 0.12},
    Goal{"batch", 0.15},
    Goal{"experts-cpu", 0.15},
    Goal{"cpu", 0.15},
    Goal{"prefill", 0.15},
};

/// Of intervals on left-out devices: 90 % intervals hold 0.88 to 0.92 of the cells and 0.85 of the devices' figures.
inline constexpr double kCellsHeldLow = 0.88, kCellsHeldHigh = 0.92, kDevicesHeld = 0.85;
/// In a class with enough cells to tell: 0.80 to 0.97 of them.
inline constexpr double kClassHeldLow = 0.80, kClassHeldHigh = 0.97;
inline constexpr int kClassCells = 30;
/// Median high/low of the 90 % interval on single devices.
inline constexpr double kSharpness = 1.5;

inline std::optional<double> goal_of(std::string_view run_class) {
  for (const Goal& goal : kGoals) {
    if (goal.run_class == run_class) {
      return goal.median;
    }
  }
  return std::nullopt;
}

}  // namespace tokroof
