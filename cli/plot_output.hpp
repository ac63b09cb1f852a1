#pragma once
#include <string>

#include "answers/plot/chart.hpp"

namespace tokroof::cli {

class Command;

/// -o, --output: a plot into a file whose name ends in .svg or .html; other endings are refused before any work.
/// `what`: which plot the help promises.
void add_plot_file(Command command, std::string& file, const std::string& what);

/// Draws a chart as the file's name says and writes it, whole or not at all.
void write_plot(const std::string& file, const plot::Chart& chart);
void write_plot(const std::string& file, const plot::ChartGrid& grid);

}  // namespace tokroof::cli
