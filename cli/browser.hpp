#pragma once
#include <functional>
#include <string>
#include <vector>

namespace tokroof::cli {

/// A table to browse: lines that are aligned with the header, and what is told of a line when it is opened.
struct BrowsedTable {
  std::string header;
  std::vector<std::string> lines;
  std::vector<std::string> words;  ///< of each line, beside it: what a filter looks in, too
  std::function<std::string(std::size_t line)> explain;
};

/// What is browsed: one table in several orders.
struct Browsed {
  std::vector<std::string> heading;
  std::vector<std::string> orders;  ///< their names; at least one
  std::size_t order = 0;            ///< that is shown first
  std::function<BrowsedTable(std::size_t order)> table;
};

/// Takes the terminal until the user leaves: letters filter, the arrows move, Tab orders, Enter opens a line. False, and nothing
/// is drawn: input and output are no terminal that can be drawn on, or the program was built without ncurses.
bool browse(const Browsed& browsed);

}  // namespace tokroof::cli
