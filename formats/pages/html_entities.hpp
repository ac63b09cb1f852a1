#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tokroof::formats {

/// A character reference of HTML: "&ndash;", "&#8212;", "&#x2014;", "&nbsp;" (a blank).
struct Entity {
  std::string text;        ///< UTF-8; empty: there is none
  std::size_t length = 0;  ///< what it takes up
};

/// The reference at the front of `text`.
Entity entity_at(std::string_view text);

}  // namespace tokroof::formats
