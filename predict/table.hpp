#pragma once
#include <string>
#include <vector>

namespace tokroof {

/// Rows of text under a header.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

/// Columns aligned with spaces; the last is left as it is.
std::string plain(const Table& table);

/// A GitHub table; '|' in cells is escaped.
std::string markdown(const Table& table);

}  // namespace tokroof
