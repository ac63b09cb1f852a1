#include "predict/importers/read_rows.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "catalog/runs_table.hpp"
#include "predict/importers/import_json.hpp"

namespace tokroof {
namespace {

std::string standard_input() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

/// Whether a text begins as a runs table does.
bool is_table(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  return text.empty() || looks_like_runs_table(text.substr(0, text.find_first_of("\r\n")));
}

/// A runs table, or a folder with tables; what cannot be opened as well, which reading then says.
bool has_tables(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    bool empty = true;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".tsv") {
        return true;
      }
      empty = false;
    }
    return empty;
  }
  constexpr std::size_t kLongestHeader = 1 << 14;
  std::ifstream in(path, std::ios::binary);
  std::string start(kLongestHeader, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(in.gcount()));
  return is_table(start);
}

/// Rows of tables and of other files in the order of reading.
class RowReader {
 public:
  RowReader(const Catalog& catalog, const Run& given, const RunImport::Take& take)
      : take_(take), import_(catalog, given, take) {}

  void add_path(const std::string& path) {
    if (path == "-") {
      add_text(standard_input(), "standard input");
    } else if (has_tables(path)) {
      tables_ = true;
      each_run(std::filesystem::path(path), take_);
    } else {
      import_.read_path(path);
    }
  }

  void add_text(std::string text, const std::string& name) {
    if (is_table(text)) {
      tables_ = true;
      std::vector<Problem> problems;
      each_run(text, name, problems, take_);
      throw_if_any(problems);
    } else {
      std::istringstream in(std::move(text));
      import_.read_stream(in, name);
    }
  }

  void finish(const ImportReport& report) {
    if (!import_.files().empty()) {
      if (import_.rows() == 0 && !tables_) {
        throw nothing_read(import_);
      }
      report(import_);
    }
  }

 private:
  const RunImport::Take& take_;
  RunImport import_;
  bool tables_ = false;
};

}  // namespace

void each_row(const Catalog& catalog,
              const std::vector<std::string>& paths,
              const Run& given,
              const ImportReport& report,
              const RunImport::Take& take) {
  RowReader reader(catalog, given, take);
  for (const std::string& path : paths) {
    reader.add_path(path);
  }
  reader.finish(report);
}

std::vector<Run> read_rows(const Catalog& catalog,
                           const std::vector<std::string>& paths,
                           const Run& given,
                           const ImportReport& report) {
  std::vector<Run> rows;
  each_row(catalog, paths, given, report, [&](Run&& run) { rows.push_back(std::move(run)); });
  return rows;
}

std::vector<Run> read_rows_text(const Catalog& catalog,
                                std::string text,
                                const std::string& name,
                                const Run& given,
                                const ImportReport& report) {
  std::vector<Run> rows;
  const RunImport::Take take = [&](Run&& run) { rows.push_back(std::move(run)); };
  RowReader reader(catalog, given, take);
  reader.add_text(std::move(text), name);
  reader.finish(report);
  return rows;
}

}  // namespace tokroof
