#include "cli/plot_output.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "answers/plot/bundle/bundle.hpp"
#include "answers/plot/chart_html.hpp"
#include "answers/plot/chart_svg.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"

namespace tokroof::cli {
namespace {

std::string ending(const std::string& file) { return std::filesystem::path(file).extension().string(); }

/// As the file's name says.
std::string drawn(const std::string& file, const auto& chart) {
  return ending(file) == ".html" ? plot::chart_html(chart, plot::plot_bundle()) : plot::chart_svg(chart);
}

}  // namespace

void add_plot_file(Command command, std::string& file, const std::string& what) {
  const auto check = [](const std::string& name) -> std::string {
    return name.empty() || ending(name) == ".svg" || ending(name) == ".html"
               ? ""
               : fmt::format("'{}' does not say what to draw: plots end in .svg or .html (interactive)",
                             name);
  };
  add_output_option(command, "-o,--output", file, "Write a plot too, .svg or .html (interactive): " + what)
      .check(check)
      .group("Plot");
}

void write_plot(const std::string& file, const plot::Chart& chart) { write_file(file, drawn(file, chart)); }
void write_plot(const std::string& file, const plot::ChartGrid& grid) { write_file(file, drawn(file, grid)); }

}  // namespace tokroof::cli
