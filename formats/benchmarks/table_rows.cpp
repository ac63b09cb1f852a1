#include "formats/benchmarks/table_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

std::string cell_count_text(std::size_t cells, std::size_t columns) {
  return fmt::format("has {} cells, the header has {}", cells, columns);
}

std::string cut_row_text(std::size_t cells, std::size_t columns) {
  return cells == columns ? kCutRow : cell_count_text(cells, columns);
}

bool ends_with_bar(std::string_view line) { return catalog::trimmed(line).ends_with('|'); }

std::string without_frame(std::string_view text) {
  const std::string_view content = catalog::trimmed(text);
  constexpr std::string_view kLines = "\xE2\x94", kDoubleLines = "\xE2\x95";  // first bytes of "│", "═"
  const auto is_line = [&](std::size_t at) {
    return content.substr(at, 2) == kLines || content.substr(at, 2) == kDoubleLines;
  };
  std::string out(content);
  if (content.size() > 3 && is_line(0) && is_line(content.size() - 3)) {
    constexpr std::string_view kHorizontal[] = {"─", "━", "═", "╌", "┄", "┈"};
    out.clear();
    for (std::size_t i = 0; i < content.size(); ++i) {
      const bool line = is_line(i) && i + 2 < content.size();
      const bool flat = line && model::holds(kHorizontal, content.substr(i, 3));
      out.push_back(!line ? content[i] : flat ? '-' : '|');
      i += line ? 2 : 0;
    }
  } else if (catalog::contains(content, "-+-") || catalog::contains(content, "=+=")) {
    const bool rule = content.find_first_not_of("+-=:| ") == std::string_view::npos;
    if (!rule) {
      return std::string(text);
    }
    std::replace(out.begin(), out.end(), '+', '|');
    std::replace(out.begin(), out.end(), '=', '-');
    std::erase(out, ' ');
    out = (out.starts_with('|') ? "" : "|") + out + (out.ends_with('|') ? "" : "|");
  } else {
    return std::string(text);
  }
  return out;
}

bool is_rule(const std::vector<std::string>& cells) {
  return model::all_of(cells, [](const std::string& cell) {
    return cell.find('-') != std::string::npos && cell.find_first_not_of(":-") == std::string::npos;
  });
}

}  // namespace tokroof::formats
