#include "catalog/tsv.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::catalog {
namespace {

// The widest of the bundled tables has 41 columns and lines of 1 kB.
constexpr std::size_t kMostColumns = 1000;
constexpr std::size_t kLongestLine_bytes = 1 << 20;
constexpr std::size_t kLongestCell_bytes = 10000;

const char* text_fault(std::string_view line) {
  while (!line.empty()) {
    const std::size_t length = utf8_length(line);
    if (length == 0) {
      return "not UTF-8";
    }
    if (line.front() == '\0') {
      return "a NUL byte";
    }
    line.remove_prefix(length);
  }
  return nullptr;
}

/// False: it has too many columns to be a header.
bool take_header(Tsv& table, std::string_view line, int number, std::vector<Problem>& problems) {
  const auto columns = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t')) + 1;
  if (columns > kMostColumns) {
    problems.push_back(
        {table.where(number), fmt::format("has {} columns: more than {}", columns, kMostColumns), {}});
    return false;
  }
  table.columns = split_at(line, '\t');
  for (auto i = table.columns.begin(); i != table.columns.end(); ++i) {
    if (std::find(table.columns.begin(), i, *i) != i) {
      problems.push_back({table.where(number, *i), "column '" + std::string(*i) + "' is repeated", {}});
    }
  }
  return true;
}

void take_row(Tsv& table, std::string_view line, int number, bool cut, std::vector<Problem>& problems) {
  std::vector<std::string_view> cells = split_at(line, '\t');
  if (cells.size() != table.columns.size()) {
    problems.push_back(
        {table.where(number),
         fmt::format(
             "has {} cells, the header has {}{}",
             cells.size(),
             table.columns.size(),
             cut && cells.size() < table.columns.size() ? ": the table ends in the middle of a row" : ""),
         {}});
    return;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].size() > kLongestCell_bytes) {
      problems.push_back(
          {table.where(number, table.columns[i]),
           fmt::format("a cell of {} bytes: more than {}", cells[i].size(), kLongestCell_bytes),
           {}});
      return;
    }
  }
  table.rows.push_back({number, std::move(cells)});
}

}  // namespace

int Tsv::column(std::string_view title) const {
  const auto found = std::find(columns.begin(), columns.end(), title);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::string Tsv::where(int line, std::string_view title) const {
  return name + ':' + std::to_string(line) + (title.empty() ? "" : ":" + std::string(title));
}

bool add_tsv_line(Tsv& table, std::string_view line, int number, std::vector<Problem>& problems, bool cut) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (line.empty()) {
    return true;
  }
  const bool is_header = table.columns.empty();
  const char* fault = line.size() > kLongestLine_bytes ? "a line of more than 1 MiB" : text_fault(line);
  if (fault != nullptr) {
    problems.push_back({table.where(number), fault, {}});
    return !is_header;  // without a header nothing below can be judged
  }
  if (is_header) {
    return take_header(table, line, number, problems);
  }
  take_row(table, line, number, cut, problems);
  return true;
}

Tsv parse_tsv(std::string_view text, std::string_view name, std::vector<Problem>& problems) {
  Tsv table;
  table.name = name;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const bool cut = end == std::string_view::npos;
    if (!add_tsv_line(table, line, number, problems, cut)) {
      return table;
    }
  }
  if (table.columns.empty()) {
    problems.push_back({table.where(1), "no header line", {}});
  }
  return table;
}

std::string clean_cell(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += '?';
    } else if (is_control(text)) {
      out += ' ';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace tokroof::catalog
