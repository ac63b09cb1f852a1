#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/text.hpp"

namespace tokroof::formats {

/// Cells of one record of comma-separated values (RFC 4180): quoted cells may hold commas, and quotes as "".
/// False: a quote is still open, the record goes on in the next line.
bool split_csv(std::string_view record, std::vector<std::string>& cells, char separator = ',');

/// Cells of a line of a Markdown table "| a | b |", without the blanks around them; empty: it is no such line.
std::vector<std::string> split_markdown(std::string_view line);

}  // namespace tokroof::formats
