#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace tokroof::answers {

/// How the cells of a column stand. automatic: right where all of them are numbers; word: left, and in the colour of
/// what the word means (colour_of).
enum class Column { automatic, left, right, word };

/// "a|b|c" as titles.
std::vector<std::string> titles(std::string_view words);

/// Rows of text under a header.
struct Table {
  std::vector<std::string> header{};
  std::vector<std::vector<std::string>> rows{};
  std::vector<Column> columns{};  ///< of the first columns; the others are automatic
};

/// Columns aligned with spaces. With `colour` ANSI sequences: a bold header, words by what they mean.
std::string plain(const Table& table, bool colour = false);

/// A GitHub table; '|' in cells is escaped. Columns that are `right` are aligned so, automatic ones are left as they are.
std::string markdown(const Table& table);

/// Comma-separated, every cell by csv_cell().
std::string csv(const Table& table);

/// One line of each, for tables that are written a row at a time.
std::string markdown_line(const std::vector<std::string>& cells);
std::string csv_line(const std::vector<std::string>& cells);
/// A cell that no spreadsheet takes for a formula: text that begins with = + - @, a tab or a carriage return stands behind
/// an apostrophe; a number does not.
std::string spreadsheet_cell(std::string_view cell);

/// The same, quoted as RFC 4180 has it.
std::string csv_cell(std::string_view cell);

/// The same table with every automatic column decided by its cells.
Table aligned(Table table);

/// A JSON value as a cell; null is empty.
std::string json_cell(const nlohmann::json& value);

}  // namespace tokroof::answers
