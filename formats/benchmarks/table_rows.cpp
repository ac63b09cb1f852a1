#include "formats/benchmarks/table_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/text.hpp"

namespace tokroof::formats {

std::string cell_count_text(std::size_t cells, std::size_t columns) {
  return fmt::format("has {} cells, the header has {}", cells, columns);
}

std::string cut_row_text(std::size_t cells, std::size_t columns) {
  return cells == columns ? kCutRow : cell_count_text(cells, columns);
}

bool ends_with_bar(std::string_view line) { return catalog::trimmed(line).ends_with('|'); }

bool is_rule(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return cell.find('-') != std::string::npos && cell.find_first_not_of(":-") == std::string::npos;
  });
}

}  // namespace tokroof::formats
