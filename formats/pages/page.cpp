#include "formats/pages/page.hpp"

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::formats {
namespace {

/// The first byte that is no text; npos: there is none.
std::size_t no_text_at(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = catalog::utf8_length(text.substr(i));
    if (length == 0 || text[i] == '\0') {
      return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

bool is_html(std::string_view text, std::string_view name) {
  const std::string lower = catalog::lower_case(name);
  if (lower.ends_with(".html") || lower.ends_with(".htm")) {
    return true;
  }
  const bool other = lower.ends_with(".md") || lower.ends_with(".txt") || lower.ends_with(".markdown");
  constexpr std::size_t kLongestTag = 12;
  return !other && catalog::begins_with_one_of(
                       catalog::lower_case(catalog::trimmed(text).substr(0, kLongestTag)),
                       {"<!doctype", "<html", "<head", "<body", "<div", "<h1", "<article", "<main"});
}

}  // namespace

Page read_page(std::string text, std::string_view name) {
  if (text.size() > kMostPageBytes) {
    throw catalog::InputError(
        "bad-file", fmt::format("more than {} MiB: not read", kMostPageBytes >> 20U), std::string(name));
  }
  if (const std::size_t bad = no_text_at(text); bad != std::string_view::npos) {
    const int line = PageLines(text).place(bad).line;
    throw catalog::InputError("bad-file",
                              text[bad] == '\0' ? "a NUL byte: this is no text" : "this is no UTF-8 text",
                              fmt::format("{}:{}", name, line));
  }
  Page page{std::string(name), std::move(text), PageFormat::markdown, {}};
  page.format = is_html(page.source, name) ? PageFormat::html : PageFormat::markdown;
  if (page.format == PageFormat::html) {
    read_html_blocks(page.source, 0, page.blocks);
  } else {
    read_markdown_blocks(page.source, page.blocks);
  }
  return page;
}

}  // namespace tokroof::formats
