#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "formats/pages/source_text.hpp"

namespace tokroof::formats {

/// A line of Markdown without its markup: emphasis, code, links (their words stay), images, footnotes, what is struck out,
/// tags, character references. An underscore inside of a word is a letter ("Q4_K_M"). `begin`: where it stands.
SourceText inline_markdown(std::string_view line, std::size_t begin);

/// The cells of a row of a table, with their places in the page. `bar`: what parts them.
std::vector<SourceText> markdown_cells(std::string_view row, std::size_t begin, char bar = '|');

/// "|---|:--:|"
bool is_delimiter_row(std::string_view line);

}  // namespace tokroof::formats
