#include "answers/table.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "answers/colour.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

using Cells = std::vector<std::string>;

/// What a terminal shows of UTF-8: code points, which are its bytes but for those that continue one.
std::size_t shown_width(const std::string& text) {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), catalog::continues_character));
}

/// A number, a range of two or a share; "-" and "" stand for one that is not known.
bool is_number(const std::string& cell) {
  return cell.empty() || cell == "-" ||
         (cell.find_first_of("0123456789") <= 1 &&
          cell.find_first_not_of("0123456789+-.eE%") == std::string::npos);
}

Column decided(const Table& table, std::size_t i) {
  if (i < table.columns.size() && table.columns[i] != Column::automatic) {
    return table.columns[i];
  }
  const auto has_number = [&](const Cells& row) { return is_number(row[i]); };
  const auto is_empty = [&](const Cells& row) { return row[i].empty() || row[i] == "-"; };
  const bool numbers = model::all_of(table.rows, has_number) && !model::all_of(table.rows, is_empty);
  return numbers ? Column::right : Column::left;
}

/// "+3.5 %" and "-" as well: spreadsheets take those for numbers and text.
bool is_signed_number(std::string_view cell) {
  cell.remove_prefix(cell.front() == '-' || cell.front() == '+' ? 1 : 0);
  cell = cell.substr(0, cell.find_last_not_of(" %") + 1);
  return cell.empty() || (cell.front() != '-' && catalog::parse_number(cell));
}

/// Rows whose cells show what is in them, so that every row stays one line.
Table shown(Table table) {
  const auto show = [](Cells& row) {
    for (std::string& cell : row) {
      cell = catalog::visible(cell);
    }
  };
  show(table.header);
  std::for_each(table.rows.begin(), table.rows.end(), show);
  return table;
}

}  // namespace

Cells titles(std::string_view words) {
  const std::vector<std::string_view> all = catalog::split_at(words, '|');
  return {all.begin(), all.end()};
}

std::string spreadsheet_cell(std::string_view cell) {
  const bool formula = !cell.empty() &&
                       std::string_view("=+-@\t\r").find(cell.front()) != std::string::npos &&
                       !is_signed_number(cell);
  return (formula ? "'" : "") + std::string(cell);
}

std::string csv_cell(std::string_view cell) {
  std::string safe = spreadsheet_cell(cell);
  if (safe.find_first_of(",\"\r\n") == std::string::npos) {
    return safe;
  }
  std::string out = "\"";
  for (const char c : safe) {
    out += c == '"' ? "\"\"" : std::string(1, c);
  }
  return out + '"';
}

Table aligned(Table table) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    columns.push_back(decided(table, i));
  }
  table.columns = std::move(columns);
  return table;
}

std::string plain(const Table& given, bool colour) {
  const Table table = aligned(shown(given));
  std::vector<std::size_t> width(table.header.size(), 0);
  const auto widen = [&](const Cells& row) {
    for (std::size_t i = 0; i < width.size(); ++i) {
      width[i] = std::max(width[i], shown_width(row[i]));
    }
  };
  widen(table.header);
  std::for_each(table.rows.begin(), table.rows.end(), widen);
  const auto line = [&](const Cells& row, bool header) {
    std::string out;
    for (std::size_t i = 0; i < width.size(); ++i) {
      const std::string gap(width[i] - shown_width(row[i]), ' ');
      const bool right = table.columns[i] == Column::right;
      const Colour of_cell = header                             ? Colour::bold
                             : table.columns[i] == Column::word ? colour_of(row[i])
                                                                : Colour::none;
      out += i == 0 ? "" : "  ";
      out += (right ? gap : "") + (colour ? coloured(row[i], of_cell) : row[i]) + (right ? "" : gap);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
  };
  std::string out = line(table.header, true);
  for (const Cells& row : table.rows) {
    out += line(row, false);
  }
  return out;
}

std::string markdown_line(const Cells& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) {
    out += ' ';
    for (const char c : catalog::visible(cell)) {
      out += c == '|' ? "\\|" : std::string(1, c);
    }
    out += " |";
  }
  return out + "\n";
}

std::string markdown(const Table& table) {
  std::string out = markdown_line(table.header) + "|";
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    out += i < table.columns.size() && table.columns[i] == Column::right ? " ---: |" : " --- |";
  }
  out += "\n";
  for (const Cells& row : table.rows) {
    out += markdown_line(row);
  }
  return out;
}

std::string csv_line(const Cells& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  }
  return out + "\n";
}

std::string csv(const Table& table) {
  std::string out = csv_line(table.header);
  for (const Cells& row : table.rows) {
    out += csv_line(row);
  }
  return out;
}

std::string json_cell(const nlohmann::json& value) {
  return value.is_null() ? "" : value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace tokroof::answers
