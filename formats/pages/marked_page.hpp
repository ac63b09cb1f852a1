#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "formats/pages/page.hpp"

namespace tokroof::formats {

/// A part of a page that is to be marked.
struct PageMark {
  std::size_t begin = 0, end = 0;  ///< in the page, in bytes
  std::string style;               ///< a class of the document: a verdict, or "unknown"
  std::string explanation;         ///< shown beside it
};

/// A document of HTML that shows a page's headings, paragraphs and tables as they were read, with its marks, in order.
/// Everything from the page is text: nothing of it is loaded, linked to or run. `summary`: the line on top.
std::string marked_page(const Page& page, const std::vector<PageMark>& marks, std::string_view summary);

}  // namespace tokroof::formats
