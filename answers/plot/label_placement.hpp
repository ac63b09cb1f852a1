#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "answers/plot/svg.hpp"

namespace tokroof::plot {

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// Finds room for the names of points: beside the point where that is free, else further off with a line to it.
class LabelPlacement {
 public:
  /// `area`: where names may stand.
  explicit LabelPlacement(const Box& area) : area_(area) {}

  /// What a name should not cover: a marker, a piece of a line.
  void avoid(const Box& box, double weight) { obstacles_.push_back({box, weight}); }

  /// What a text there would cover; infinity: the place is taken, or outside.
  [[nodiscard]] double burden(const Box& box) const;
  void take(const Box& box) { taken_.push_back(box); }

  struct Place {
    Svg::Point corner;  ///< lower left of the text
    bool leader = false;
    Svg::Point leader_end;
  };
  /// None where every place is taken; `near_only`: every one without a line. What is placed is taken from then on.
  std::optional<Place> place(Svg::Point anchor, double width, double height, bool near_only = false);

 private:
  struct Obstacle {
    Box box;
    double weight;
  };
  Box area_;
  std::vector<Obstacle> obstacles_;
  std::vector<Box> taken_;
};

}  // namespace tokroof::plot
