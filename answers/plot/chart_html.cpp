#include "answers/plot/chart_html.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/plot/chart_vega.hpp"
#include "answers/plot/svg.hpp"
#include "catalog/input_error.hpp"
#include "catalog/json_file.hpp"

namespace tokroof::plot {
namespace {

/// The policy forbids the page every request, whatever the scripts would like.
constexpr const char* kHead =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' "
    "'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:\">\n";

constexpr const char* kStyle =
    "<style>\n:root{color-scheme:light dark}\n"
    "body{font:15px/1.4 system-ui,'Segoe "
    "UI',Helvetica,Arial,sans-serif;margin:0;padding:20px;background:#fff;color:#222}\n"
    "main{max-width:930px;margin:auto}h1{font-size:20px;margin:0 0 4px}p{margin:4px 0}\n"
    "#plot{display:block;margin:14px 0;overflow-x:auto}.help,.source{font-size:13px;color:#666}\n"
    "@media (prefers-color-scheme:dark){body{background:#16191d;color:#e8e8e8}.help,.source{color:#a0a0a0}}\n"
    "</style>\n";

constexpr const char* kShow =
    "const dark = matchMedia('(prefers-color-scheme: dark)').matches;\n"
    "const ink = dark ? '#e8e8e8' : '#222', faint = dark ? '#333941' : '#e4e4e4';\n"
    "const config = {background: 'transparent', font: 'system-ui, Segoe UI, Helvetica, Arial, sans-serif',\n"
    "  view: {stroke: null}, text: {color: ink}, title: {color: ink, subtitleColor: ink},\n"
    "  axis: {labelColor: ink, titleColor: ink, gridColor: faint, domainColor: '#888', tickColor: '#888', "
    "labelFontSize: 12,\n"
    "    titleFontSize: 12},\n"
    "  legend: {labelColor: ink, labelFontSize: 12}};\n"
    "vegaEmbed('#plot', spec, {config, renderer: 'svg', tooltip: {theme: dark ? 'dark' : 'light'},\n"
    "  actions: {export: true, source: false, compiled: false, editor: false}});\n";

/// JSON that may stand inside a script element: no text of it ends the element.
std::string inside_script(const nlohmann::ordered_json& spec) {
  const std::string text = catalog::one_line(spec);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    c == '<' ? out += "\\u003c" : out += c;
  }
  return out;
}

std::string page(std::string_view title,
                 std::string_view subtitle,
                 std::string_view source,
                 const nlohmann::ordered_json& spec,
                 std::string_view bundle) {
  if (bundle.empty()) {
    throw catalog::InputError(
        "usage",
        "this build has no interactive plots, as npm could not fetch their scripts when it was "
        "built; write an .svg instead, or build again with npm: cmake --build build --target "
        "plot-bundle",
        "-o");
  }
  return fmt::format(
      "{}<title>{}</title>\n{}</head>\n<body>\n<main>\n<h1>{}</h1>\n<p>{}</p>\n<div id=\"plot\"></div>\n"
      "<p class=\"help\">Point at a mark: its figures. Wheel and drag: zoom and move, double-click: back. "
      "Click in the "
      "legend: only those series; several with more clicks.</p>\n<p class=\"source\">{}</p>\n"
      "<noscript>This plot needs JavaScript.</noscript>\n</main>\n<script>\n{}</script>\n<script>\nconst "
      "spec = "
      "{};\n{}</script>\n</body>\n</html>\n",
      kHead,
      escaped(title),
      kStyle,
      escaped(title),
      escaped(subtitle),
      escaped(source),
      bundle,
      inside_script(spec),
      kShow);
}

}  // namespace

std::string chart_html(const Chart& chart, std::string_view bundle) {
  return page(chart.title, chart.subtitle, chart.source, vega_lite(chart), bundle);
}

std::string chart_html(const ChartGrid& grid, std::string_view bundle) {
  return page(grid.title, grid.subtitle, grid.source, vega_lite(grid), bundle);
}

}  // namespace tokroof::plot
