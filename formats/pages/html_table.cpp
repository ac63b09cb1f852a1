#include "formats/pages/html_table.hpp"

#include <algorithm>

namespace tokroof::formats {
namespace {

// No table of a guide has more; a hostile one would fill the memory.
constexpr std::size_t kMostColumns = 20, kMostRows = 200, kMostCopies = 20000, kLongestCopy = 400;

}  // namespace

void HtmlTable::begin_row() {
  end_row();
  in_row_ = true;
  row_heads_ = true;
}

void HtmlTable::begin_cell(bool heads, std::size_t columns, std::size_t rows) {
  end_cell();
  in_row_ = in_cell_ = true;
  row_heads_ = row_heads_ && heads;
  columns_ = std::clamp<std::size_t>(columns, 1, kMostColumns);
  span_rows_ = std::clamp<std::size_t>(rows, 1, kMostRows);
}

void HtmlTable::place(const SourceText& text) {
  for (auto above = spanning_.find(row_.size()); above != spanning_.end() && above->second.rows > 0;
       above = spanning_.find(row_.size())) {
    above->second.rows -= 1;
    row_.push_back(above->second.text);
  }
  row_.push_back(text);
}

void HtmlTable::end_cell() {
  if (!in_cell_) {
    return;
  }
  in_cell_ = false;
  const SourceText text = cell_.tidy();
  cell_.clear();
  const bool copied = text.text.size() <= kLongestCopy;
  for (std::size_t i = 0; i < columns_; ++i) {
    const bool first = i == 0;
    if (!first && ++copies_ > kMostCopies) {
      break;
    }
    place(first || copied ? text : SourceText{});
    if (span_rows_ > 1 && (copies_ += span_rows_) <= kMostCopies) {
      spanning_[row_.size() - 1] = {copied ? text : SourceText{}, span_rows_ - 1};
    }
  }
}

void HtmlTable::end_row() {
  end_cell();
  if (in_row_ && !row_.empty()) {
    for (auto above = spanning_.find(row_.size()); above != spanning_.end() && above->second.rows > 0;
         above = spanning_.find(row_.size())) {
      above->second.rows -= 1;
      row_.push_back(above->second.text);
    }
    first_heads_ = rows_.empty() ? row_heads_ : first_heads_;
    rows_.push_back(std::move(row_));
  }
  row_.clear();
  in_row_ = false;
}

void HtmlTable::finish(std::vector<PageBlock>& blocks) {
  end_row();
  if (!rows_.empty()) {
    PageBlock block;
    block.kind = BlockKind::table;
    block.rows = std::move(rows_);
    block.has_header = first_heads_ && block.rows.size() > 1;
    blocks.push_back(std::move(block));
  }
  *this = {};
}

}  // namespace tokroof::formats
