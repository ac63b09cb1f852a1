#include "answers/plot/label_placement.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace tokroof::plot {
namespace {

double overlap(const Box& a, const Box& b) {
  const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeaderFrom = 12;  ///< px: further off a line leads to the point

/// The box of a text in a direction from its point, at a distance. Straight above and below it is centered.
Box beside(Svg::Point anchor, double across, double down, double distance, double width, double height) {
  const double x = anchor.first + across * distance, y = anchor.second + down * distance;
  const double left = across > 0 ? x : across < 0 ? x - width : x - width / 2;
  const double top = down > 0 ? y : down < 0 ? y - height : y - height / 2;
  return {left, top, left + width, top + height};
}

}  // namespace

double LabelPlacement::burden(const Box& box) const {
  if (box.left < area_.left || box.right > area_.right || box.top < area_.top || box.bottom > area_.bottom) {
    return kInfinity;
  }
  constexpr double kMargin = 1.5;
  const Box wide{box.left - kMargin, box.top - kMargin, box.right + kMargin, box.bottom + kMargin};
  for (const Box& other : taken_) {
    if (overlap(wide, other) > 0) {
      return kInfinity;
    }
  }
  double sum = 0;
  for (const Obstacle& o : obstacles_) {
    sum += o.weight * overlap(box, o.box);
  }
  return sum;
}

std::optional<LabelPlacement::Place> LabelPlacement::place(Svg::Point anchor,
                                                           double width,
                                                           double height,
                                                           bool near_only) {
  constexpr std::array<double, 7> kDistances{7, 11, 18, 28, 42, 60, 80};
  constexpr std::array<std::pair<double, double>, 8> kDirections{
      {{1, 0}, {-1, 0}, {0.7, -0.7}, {0.7, 0.7}, {-0.7, -0.7}, {-0.7, 0.7}, {0, -1}, {0, 1}}};
  double best = kInfinity;
  Box found;
  double found_distance = 0;
  for (const double distance : kDistances) {
    if (near_only && distance > kLeaderFrom) {
      break;
    }
    double preference = 0;  // earlier directions first
    for (const auto& direction : kDirections) {
      const Box box = beside(anchor, direction.first, direction.second, distance, width, height);
      const double here = burden(box) + 3 * distance + preference;
      preference += 0.5;
      if (here < best) {
        best = here;
        found = box;
        found_distance = distance;
      }
    }
  }
  constexpr double kCrowded = 60;  // covers more than that: better on hover than in the way
  if (best == kInfinity || (near_only && best > kCrowded)) {
    return std::nullopt;
  }
  taken_.push_back(found);
  constexpr double kDescent = 0.24;
  return Place{{found.left, found.bottom - kDescent * height},
               found_distance > kLeaderFrom,
               {std::clamp(anchor.first, found.left, found.right),
                std::clamp(anchor.second, found.top + 2, found.bottom - 2)}};
}

}  // namespace tokroof::plot
