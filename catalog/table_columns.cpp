#include "catalog/table_columns.hpp"

#include "catalog/text.hpp"

namespace tokroof::catalog {
namespace {

/// The pieces of each piece of a text.
std::vector<std::vector<std::string_view>> cells_of(std::string_view text, char between, char within) {
  std::vector<std::vector<std::string_view>> out;
  for (const std::string_view line : split_at(text, between)) {
    out.push_back(split_at(line, within));
  }
  return out;
}

}  // namespace

std::string by_columns(std::string_view table) {
  if (table.ends_with('\n')) {
    table.remove_suffix(1);
  }
  const auto lines = cells_of(table, '\n', '\t');
  std::string out;
  for (std::size_t column = 0; column < lines.front().size(); ++column) {
    out += column > 0 ? "\t" : "";
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const std::string_view cell = lines[line].at(column);
      const bool same = line > 0 && cell == lines[line - 1].at(column);
      out += line > 0 ? "\n" : "";
      out += same && !cell.empty() ? std::string_view(&kSameAsAbove, 1) : cell;
    }
  }
  return out;
}

std::string by_rows(std::string_view columns) {
  auto cells = cells_of(columns, '\t', '\n');
  std::string out;
  for (std::size_t line = 0; line < cells.front().size(); ++line) {
    for (std::size_t column = 0; column < cells.size(); ++column) {
      std::string_view& cell = cells[column].at(line);
      if (cell == std::string_view(&kSameAsAbove, 1)) {
        cell = cells[column].at(line - 1);
      }
      out += column > 0 ? "\t" : "";
      out += cell;
    }
    out += '\n';
  }
  return out;
}

UnpackedTables::UnpackedTables(std::span<const EmbeddedTable> packed) {
  for (const EmbeddedTable& table : packed) {
    texts_.push_back(by_rows(table.text));
    tables_.push_back({table.name, texts_.back(), table.fit});
  }
}

}  // namespace tokroof::catalog
