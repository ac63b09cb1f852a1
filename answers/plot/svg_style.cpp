#include "answers/plot/svg_style.hpp"

#include <array>

#include <fmt/format.h>

#include "answers/plot/style.hpp"

namespace tokroof::plot {
namespace {

constexpr const char* kLooks =
    ".plot text{font:12px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#222}\n"
    ".plot .paper{fill:#fff}.plot .grid{stroke:#e6e6e6}.plot .axis{stroke:#888}\n"
    ".plot .title{font-size:17px;font-weight:600}.plot .subtitle{font-size:13px;fill:#444}\n"
    ".plot .panelname{font-weight:600}.plot .source{font-size:11px;fill:#666}.plot .tick{fill:#444}.plot "
    ".axistitle{fill:#222;font-weight:600}\n"
    ".plot .right{text-anchor:end}.plot .center{text-anchor:middle}\n"
    ".plot .name,.plot .limit,.plot .guide{font-size:11.5px}.plot .limit{font-weight:600}"
    ".plot .guide{fill:#555;font-style:italic}\n"
    ".plot .halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}\n"
    ".plot .rule{stroke:#777;stroke-width:1.2;stroke-dasharray:4 3}"
    ".plot .strong{stroke:#333;stroke-width:1.8;stroke-dasharray:none}.plot "
    ".leader{stroke:#888;stroke-width:.8}\n"
    ".plot .line{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linejoin:round}\n"
    ".plot .band{fill:currentColor;opacity:.16}.plot "
    ".whisker{stroke:currentColor;stroke-width:1.4;opacity:.75}\n"
    ".plot .mark{fill:currentColor;stroke:#fff;stroke-width:.8}"
    ".plot .hollow{fill:#fff;stroke:currentColor;stroke-width:1.8}"
    ".plot .stroke{stroke:currentColor;stroke-width:2}\n"
    ".plot .cloud{fill:none;stroke:currentColor;stroke-width:3.6;stroke-linecap:round;opacity:.5}.plot "
    ".faint{opacity:.6}\n"
    ".plot .bar{fill:currentColor;stroke:#fff;stroke-width:1}.plot "
    ".hatch{fill:none;stroke:#fff;stroke-width:1.5}\n";

constexpr const char* kDarkLooks =
    ".plot text{fill:#e8e8e8}.plot .paper{fill:#16191d}.plot .grid{stroke:#2c3138}.plot .axis{stroke:#888}\n"
    ".plot .subtitle,.plot .tick{fill:#c4c4c4}.plot .source{fill:#a0a0a0}.plot .axistitle{fill:#e8e8e8}"
    ".plot .guide{fill:#b0b0b0}\n"
    ".plot .halo{stroke:#16191d}.plot .rule{stroke:#999}.plot .strong{stroke:#ddd}\n"
    ".plot .mark,.plot .bar,.plot .hatch{stroke:#16191d}.plot .hollow{fill:#16191d}\n";

/// Lines of the hatchings in a square of 8 px.
constexpr std::array<const char*, kHatchings> kHatchPaths{"",
                                                          "M0,8L8,0M-2,2L2,-2M6,10L10,6",
                                                          "M0,0L8,8M-2,6L2,10M6,-2L10,2",
                                                          "M0,4H8",
                                                          "M0,8L8,0M0,0L8,8",
                                                          "M4,0V8",
                                                          "M0,4H8M4,0V8",
                                                          "M2,2h2M6,6h2"};

}  // namespace

std::string svg_style() {
  std::string out = kLooks, dark = kDarkLooks;
  for (std::size_t i = 0; i < kColors.size(); ++i) {
    out += fmt::format(".plot .c{}{{color:{}}}", i, kColors[i].light);
    dark += fmt::format(".plot .c{}{{color:{}}}", i, kColors[i].dark);
  }
  for (std::size_t i = 1; i < kDashes.size(); ++i) {
    out += fmt::format(".plot .d{}{{stroke-dasharray:{}}}", i, kDashes[i]);
  }
  out += "\n";
  for (std::size_t i = 1; i < kHatchings; ++i) {
    out += fmt::format(".plot .h{0}{{fill:url(#hatch{0})}}", i);
  }
  return out + "\n@media (prefers-color-scheme:dark){\n" + dark + "\n}\n";
}

std::string svg_hatchings() {
  std::string out;
  for (std::size_t i = 1; i < kHatchings; ++i) {
    out += fmt::format(
        "<pattern id=\"hatch{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
        "<path class=\"hatch\" d=\"{}\"/></pattern>\n",
        i,
        kHatchPaths[i]);
  }
  return out;
}

}  // namespace tokroof::plot
