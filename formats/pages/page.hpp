#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/pages/source_text.hpp"

namespace tokroof::formats {

enum class BlockKind { heading, paragraph, item, table };

/// A part of a page, in the page's order.
struct PageBlock {
  BlockKind kind = BlockKind::paragraph;
  int level = 0;                              ///< of a heading: 1 is the page's own
  SourceText text;                            ///< of all but tables
  std::vector<std::vector<SourceText>> rows;  ///< of a table
  bool has_header = false;                    ///< the first row names the columns
};

enum class PageFormat { markdown, html };

/// A page of prose and tables, without its markup.
struct Page {
  std::string name;    ///< what problems and claims are reported under
  std::string source;  ///< as it was read
  PageFormat format = PageFormat::markdown;
  std::vector<PageBlock> blocks;
};

inline constexpr std::uintmax_t kMostPageBytes = 4 << 20;
inline constexpr std::size_t kLongestCell = 400;  ///< as far as a cell of a table is read

/// HTML where the text begins with a tag or the name ends with .html or .htm; else Markdown, of which plain text is a case.
/// Nothing is too broken to be read. Throws InputError (bad-file, with the line) for what is no text: NUL bytes, bytes that
/// are not UTF-8, more than kMostPageBytes.
Page read_page(std::string text, std::string_view name);

/// The readers of the two. `begin`: where `text` stands in the page.
void read_markdown_blocks(std::string_view text, std::vector<PageBlock>& blocks);
void read_html_blocks(std::string_view text, std::size_t begin, std::vector<PageBlock>& blocks);

}  // namespace tokroof::formats
