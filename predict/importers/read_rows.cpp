#include "predict/importers/read_rows.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <sstream>

#include "catalog/input_file.hpp"
#include "catalog/runs_table.hpp"
#include "predict/importers/import_json.hpp"

namespace tokroof {
namespace {

std::string standard_input() { return read_text(std::cin, "standard input", kMostTableBytes); }

/// Whether a text begins as a runs table does.
bool is_table(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  return text.empty() || looks_like_runs_table(text.substr(0, text.find_first_of("\r\n")));
}

/// A runs table, or a folder with tables or nothing.
bool has_tables(const std::string& path) {
  if (is_folder(path)) {
    const std::vector<std::filesystem::path> files = files_in(path);
    const auto is_tsv = [](const std::filesystem::path& file) { return file.extension() == ".tsv"; };
    return files.empty() || std::any_of(files.begin(), files.end(), is_tsv);
  }
  constexpr std::size_t kLongestHeader = 1 << 14;
  const std::unique_ptr<std::istream> in = open_input(path);
  std::string start(kLongestHeader, '\0');
  in->read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(in->gcount()));
  return is_table(start);
}

/// Collects rows of tables and of other files in the order of reading.
class RowReader {
 public:
  RowReader(const Catalog& catalog, const Run& given)
      : import_(catalog, given, [this](Run&& run) { rows_.push_back(std::move(run)); }) {}
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  void add_path(const std::string& path) {
    if (path == "-") {
      add_text(standard_input(), "standard input");
    } else if (is_pipe(path)) {
      add_text(read_text(path, kMostTableBytes), path);
    } else if (has_tables(path)) {
      add_rows(read_runs(std::filesystem::path(path)));
    } else {
      import_.read_path(path);
    }
  }

  void add_text(std::string text, const std::string& name) {
    if (is_table(text)) {
      add_rows(read_runs_text(text, name));
    } else {
      std::istringstream in(std::move(text));
      import_.read_stream(in, name);
    }
  }

  std::vector<Run> finish(const ImportReport& report) {
    if (!import_.files().empty()) {
      if (import_.rows() == 0 && !tables_) {
        throw nothing_read(import_);
      }
      report(import_);
    }
    return std::move(rows_);
  }

 private:
  void add_rows(std::vector<Run> rows) {
    rows_.insert(rows_.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    tables_ = true;
  }

  std::vector<Run> rows_;
  RunImport import_;
  bool tables_ = false;
};

}  // namespace

std::vector<Run> read_rows(const Catalog& catalog,
                           const std::vector<std::string>& paths,
                           const Run& given,
                           const ImportReport& report) {
  RowReader rows(catalog, given);
  for (const std::string& path : paths) {
    rows.add_path(path);
  }
  return rows.finish(report);
}

std::vector<Run> read_rows_text(const Catalog& catalog,
                                std::string text,
                                const std::string& name,
                                const Run& given,
                                const ImportReport& report) {
  RowReader rows(catalog, given);
  rows.add_text(std::move(text), name);
  return rows.finish(report);
}

}  // namespace tokroof
