#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/input_error.hpp"

namespace tokroof::catalog {

/// A tab-separated table: views into the text that it was parsed from.
struct Tsv {
  struct Row {
    int line = 0;  ///< the header is line 1
    std::vector<std::string_view> cells;
  };
  std::string name;
  std::vector<std::string_view> columns;
  std::vector<Row> rows;

  int column(std::string_view title) const;  ///< -1: there is none
  std::string where(int line, std::string_view title = {}) const;
};

/// Blank lines are skipped; CRLF and a byte-order mark are tolerated. A row with another number of cells than
/// the header, a NUL byte, text that is not UTF-8, a repeated column, an endless line or cell, more columns than any table
/// has: a problem; such rows are left out.
Tsv parse_tsv(std::string_view text, std::string_view name, std::vector<Problem>& problems);

/// The same a line at a time, for tables of any length: the first line that is not blank is the header. Views into
/// `line` are kept. `cut`: the text ends with this line, without a line break. False: the header cannot be read, so nothing
/// can.
bool add_tsv_line(
    Tsv& table, std::string_view line, int number, std::vector<Problem>& problems, bool cut = false);

/// Text that can stand in a cell: control characters become blanks, bytes that are not UTF-8 become '?'.
std::string clean_cell(std::string_view text);

}  // namespace tokroof::catalog
