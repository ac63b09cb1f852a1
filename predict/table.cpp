#include "predict/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tokroof {

std::string plain(const Table& table) {
  std::vector<std::size_t> width(table.header.size(), 0);
  const auto widen = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < width.size(); ++i) {
      width[i] = std::max(width[i], row[i].size());
    }
  };
  widen(table.header);
  std::for_each(table.rows.begin(), table.rows.end(), widen);
  const auto line = [&](const std::vector<std::string>& row) {
    std::string out;
    for (std::size_t i = 0; i < width.size(); ++i) {
      out += i + 1 == width.size() ? row[i] : fmt::format("{:<{}}  ", row[i], width[i]);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
  };
  std::string out = line(table.header);
  for (const auto& row : table.rows) {
    out += line(row);
  }
  return out;
}

std::string markdown(const Table& table) {
  const auto line = [](const std::vector<std::string>& row) {
    std::string out = "|";
    for (const std::string& cell : row) {
      out += ' ';
      for (const char c : cell) {
        out += c == '|' ? "\\|" : std::string(1, c);
      }
      out += " |";
    }
    return out + "\n";
  };
  std::string out = line(table.header) + "|";
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    out += " --- |";
  }
  out += "\n";
  for (const auto& row : table.rows) {
    out += line(row);
  }
  return out;
}

}  // namespace tokroof
