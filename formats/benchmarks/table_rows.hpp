#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// "has 11 cells, the header has 13": a row that goes with no header is said, never guessed at.
std::string cell_count_text(std::size_t cells, std::size_t columns);

inline constexpr const char* kCutRow = "a row that is cut off";

/// The same of a row that may have all of its cells, the last of them in part.
std::string cut_row_text(std::size_t cells, std::size_t columns);

/// Whether a line of a table ends with a bar, as all of a table do or none: one that does not, below one that does, was
/// cut off, and its last figure with it.
bool ends_with_bar(std::string_view line);

/// A line of a table that a program drew with lines, "│ 1 │", "+---+---+": with bars between the cells; as it is, where it is none.
std::string without_frame(std::string_view text);

/// "| --- | ---: |" as cells: the line below the header of a Markdown table.
bool is_rule(const std::vector<std::string>& cells);

}  // namespace tokroof::formats
