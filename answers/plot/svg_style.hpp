#pragma once
#include <string>

namespace tokroof::plot {

/// How the classes of a plot look, on light and on dark ground.
std::string svg_style();

/// The hatchings of bars, by number: "h1", ...
std::string svg_hatchings();

}  // namespace tokroof::plot
