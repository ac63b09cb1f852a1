#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::plot {

/// Width of UTF-8 text in a usual sans-serif font, to a few percent: the font that will be there is not known. [px]
double text_width(std::string_view text, double font_px);

/// Lines no wider than `width_px`, broken at spaces; a word that is wider stands alone.
std::vector<std::string> wrapped(std::string_view text, double font_px, double width_px);

}  // namespace tokroof::plot
