#pragma once
#include <filesystem>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/runs_table.hpp"

namespace tokroof::test {

/// The rows of a table, or of all tables of a folder.
inline std::vector<catalog::Run> read_runs(const std::filesystem::path& path) {
  std::vector<catalog::Run> all;
  catalog::each_run(path, [&](catalog::Run&& run) { all.push_back(std::move(run)); });
  return all;
}

/// The rows of a table that was compiled in.
inline std::vector<catalog::Run> runs_of(std::string_view table_name) {
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    if (table.name == table_name) {
      return catalog::read_runs_text(table.text, table.name);
    }
  }
  throw std::runtime_error("no such table");
}

inline std::string table_of(std::span<const catalog::Run> runs) {
  std::ostringstream out;
  catalog::write_runs_header(out);
  for (const catalog::Run& run : runs) {
    catalog::write_run(out, run);
  }
  return out.str();
}

}  // namespace tokroof::test
