#pragma once
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// A tab-separated table a column at a time, and a cell that is the one above it as kSameAsAbove: compressed it takes two thirds
/// of what the table does. Every line must have as many cells as the first; no cell holds control characters.
std::string by_columns(std::string_view table);
/// The table again, each line ended.
std::string by_rows(std::string_view columns);

inline constexpr char kSameAsAbove = '\1';

/// Tables whose texts are by columns, as tables.
class UnpackedTables {
 public:
  explicit UnpackedTables(std::span<const EmbeddedTable> packed);
  [[nodiscard]] std::span<const EmbeddedTable> view() const { return tables_; }

 private:
  std::deque<std::string> texts_;
  std::vector<EmbeddedTable> tables_;
};

}  // namespace tokroof::catalog
