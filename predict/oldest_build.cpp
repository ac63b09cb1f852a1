#include "predict/oldest_build.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "catalog/engines.hpp"

namespace tokroof {
namespace {

/// The cell of a line in a column; empty where the line ends before it.
std::string_view cell(std::string_view line, int column) {
  for (; column > 0; --column) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      return {};
    }
    line.remove_prefix(tab + 1);
  }
  return line.substr(0, line.find('\t'));
}

int column_of(std::string_view header, std::string_view title) {
  for (int i = 0; !cell(header, i).empty(); ++i) {
    if (cell(header, i) == title) {
      return i;
    }
  }
  return -1;
}

/// By engine, as the tables name it. Only three columns are looked at: reading every row takes longer than predicting.
std::map<std::string, std::string, std::less<>> oldest_dates() {
  std::map<std::string, std::string, std::less<>> oldest;
  for (const EmbeddedTable& table : bundled_tables()) {
    std::array<int, 3> columns{-1, -1, -1};
    bool is_header = true;
    for (std::string_view rest = table.text; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (is_header) {
        columns = {column_of(line, "engine"), column_of(line, "engine_date"), column_of(line, "date")};
        is_header = false;
        continue;
      }
      const auto at = [&](int column) { return column < 0 ? std::string_view() : cell(line, column); };
      const std::string_view date = at(columns[1]).empty() ? at(columns[2]) : at(columns[1]);
      if (const std::string_view engine = at(columns[0]); !engine.empty() && !date.empty()) {
        std::string& least = oldest[std::string(engine)];
        least = least.empty() || date < least ? std::string(date) : least;
      }
    }
  }
  return oldest;
}

}  // namespace

std::string oldest_build(const Catalog& catalog, std::string_view engine) {
  static const auto oldest = oldest_dates();
  const auto found = oldest.find(engine_family(catalog, engine));
  return found == oldest.end() ? "" : found->second;
}

}  // namespace tokroof
