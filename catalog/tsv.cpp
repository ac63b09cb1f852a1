#include "catalog/tsv.hpp"

#include <algorithm>
#include <cstdint>

#include "catalog/text.hpp"

namespace tokroof {
namespace {

/// Length of the UTF-8 sequence at the front of `text`; 0: none, nor overlong forms or surrogates.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return 0;
  }
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return 0;
    }
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  return code < kSmallest[length] || code > 0x10FFFF || surrogate ? 0 : length;
}

const char* text_fault(std::string_view line) {
  while (!line.empty()) {
    const std::size_t length = utf8_length(line);
    if (length == 0) {
      return "not UTF-8";
    }
    if (line.front() == '\0') {
      return "a NUL byte";
    }
    line.remove_prefix(length);
  }
  return nullptr;
}

void take_header(Tsv& table, std::string_view line, int number, std::vector<Problem>& problems) {
  table.columns = split_at(line, '\t');
  for (auto i = table.columns.begin(); i != table.columns.end(); ++i) {
    if (std::find(table.columns.begin(), i, *i) != i) {
      problems.push_back({table.where(number, *i), "column '" + std::string(*i) + "' is repeated", {}});
    }
  }
}

void take_row(Tsv& table, std::string_view line, int number, std::vector<Problem>& problems) {
  std::vector<std::string_view> cells = split_at(line, '\t');
  if (cells.size() != table.columns.size()) {
    problems.push_back({table.where(number),
                        "has " + std::to_string(cells.size()) + " cells, the header has " +
                            std::to_string(table.columns.size()),
                        {}});
    return;
  }
  table.rows.push_back({number, std::move(cells)});
}

}  // namespace

int Tsv::column(std::string_view title) const {
  const auto found = std::find(columns.begin(), columns.end(), title);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::string Tsv::where(int line, std::string_view title) const {
  return name + ':' + std::to_string(line) + (title.empty() ? "" : ":" + std::string(title));
}

bool add_tsv_line(Tsv& table, std::string_view line, int number, std::vector<Problem>& problems) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (line.empty()) {
    return true;
  }
  if (const char* fault = text_fault(line)) {
    problems.push_back({table.where(number), fault, {}});
    return !table.columns.empty();  // without a header nothing below can be judged
  }
  if (table.columns.empty()) {
    take_header(table, line, number, problems);
  } else {
    take_row(table, line, number, problems);
  }
  return true;
}

Tsv parse_tsv(std::string_view text, std::string_view name, std::vector<Problem>& problems) {
  Tsv table;
  table.name = name;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (!add_tsv_line(table, line, number, problems)) {
      return table;
    }
  }
  if (table.columns.empty()) {
    problems.push_back({table.where(1), "no header line", {}});
  }
  return table;
}

std::string clean_cell(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += '?';
    } else if (length == 1 && (static_cast<unsigned char>(text.front()) < 0x20 || text.front() == 0x7F)) {
      out += ' ';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace tokroof
