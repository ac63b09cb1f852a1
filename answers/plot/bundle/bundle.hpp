#pragma once
#include <string_view>

namespace tokroof::plot {

/// The scripts that interactive plots carry inside (Vega, Vega-Lite, vega-embed with their licenses). Empty where npm
/// could not fetch them when the program was built.
std::string_view plot_bundle();

}  // namespace tokroof::plot
