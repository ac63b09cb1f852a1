#include "formats/benchmarks/csv.hpp"

namespace tokroof::formats {

bool split_csv(std::string_view record, std::vector<std::string>& cells, char separator) {
  cells.assign(1, "");
  bool quoted = false;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const char c = record[i];
    if (quoted) {
      if (c != '"') {
        cells.back().push_back(c);
      } else if (i + 1 < record.size() && record[i + 1] == '"') {
        cells.back().push_back(record[++i]);
      } else {
        quoted = false;
      }
    } else if (c == '"' && cells.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return !quoted;
}

std::vector<std::string> split_markdown(std::string_view line) {
  line = catalog::trimmed(line);
  std::vector<std::string> cells;
  if (!line.starts_with('|')) {
    return cells;
  }
  // **bold** and `code` are how a cell looks.
  const auto plain = [](std::string_view cell) {
    cell = catalog::trimmed(cell);
    for (const std::string_view mark : {"**", "`"}) {
      if (cell.size() > 2 * mark.size() && cell.starts_with(mark) && cell.ends_with(mark)) {
        cell = catalog::trimmed(cell.substr(mark.size(), cell.size() - 2 * mark.size()));
      }
    }
    return cell;
  };
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell.push_back(line[++i]);
    } else if (line[i] == '|') {
      cells.emplace_back(plain(cell));
      cell.clear();
    } else {
      cell.push_back(line[i]);
    }
  }
  if (!catalog::trimmed(cell).empty()) {
    cells.emplace_back(plain(cell));
  }
  return cells;
}

}  // namespace tokroof::formats
