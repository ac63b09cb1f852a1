#pragma once
#include <cstddef>
#include <map>
#include <vector>

#include "formats/pages/page.hpp"

namespace tokroof::formats {

/// Puts the cells of a table of HTML into rows and columns; a cell that spans several stands in each of them.
class HtmlTable {
 public:
  void begin_row();
  /// Ends the cell before it.
  void begin_cell(bool heads, std::size_t columns, std::size_t rows);
  void end_cell();
  [[nodiscard]] bool in_cell() const { return in_cell_; }
  SourceText& cell() { return cell_; }
  /// The table, if it has cells; forgets it.
  void finish(std::vector<PageBlock>& blocks);

 private:
  struct Spanning {
    SourceText text;
    std::size_t rows = 0;  ///< still to come
  };
  void place(const SourceText& text);
  void end_row();

  std::vector<std::vector<SourceText>> rows_;
  std::vector<SourceText> row_;
  std::map<std::size_t, Spanning> spanning_;  ///< by column
  SourceText cell_;
  bool in_cell_ = false, in_row_ = false, row_heads_ = true, first_heads_ = false;
  std::size_t columns_ = 1, span_rows_ = 1;
  std::size_t copies_ = 0;
};

}  // namespace tokroof::formats
