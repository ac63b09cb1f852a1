#include "formats/benchmarks/read_rows.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <streambuf>

#include "catalog/input_file.hpp"
#include "catalog/runs_table.hpp"
#include "formats/benchmarks/import_json.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Whether a text begins as a runs table does.
bool is_table(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  return catalog::looks_like_runs_table(text.substr(0, text.find_first_of("\r\n")));
}

constexpr std::size_t kStart = 1 << 14;  ///< bytes: no header is longer

/// A stream whose start was read already.
class Rejoined : public std::streambuf {
 public:
  Rejoined(std::string start, std::streambuf& rest) : piece_(std::move(start)), rest_(rest) {
    setg(piece_.data(), piece_.data(), piece_.data() + piece_.size());
  }

 protected:
  int_type underflow() override {
    piece_.resize(kStart);
    const std::streamsize got = rest_.sgetn(piece_.data(), static_cast<std::streamsize>(piece_.size()));
    setg(piece_.data(), piece_.data(), piece_.data() + got);
    return got > 0 ? traits_type::to_int_type(piece_.front()) : traits_type::eof();
  }

 private:
  std::string piece_;
  std::streambuf& rest_;
};

/// Rows of tables and of other files in the order of reading. What it is made of must outlive it.
class RowReader {
 public:
  RowReader(const catalog::Catalog& catalog,
            const catalog::Run& given,
            const RunImport::Take& take,
            const FillReport& filled)
      : given_(given),
        import_(catalog, given, take),
        take_row_([this, &catalog, &given, &take, filled](catalog::Run&& run) {
          const FilledCells cells = fill_from(catalog, given, run);
          if (filled) {
            filled(cells);
          }
          import_.name_cells(run);
          take(std::move(run));
        }) {}

  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  void add_path(const std::string& path) {
    if (path == "-") {
      add_stream(start_of(std::cin), std::cin, "standard input");
    } else if (catalog::is_pipe(path)) {
      const std::unique_ptr<std::istream> in = catalog::open_input(path);
      add_stream(start_of(*in), *in, path);
    } else if (has_tables(path)) {
      tables_ = true;
      catalog::each_run(std::filesystem::path(path), take_row_, given_);
    } else {
      import_.read_path(path);
    }
  }

  void add_stream(std::string start, std::istream& rest, const std::string& name) {
    const bool is_runs_table = is_table(start);
    Rejoined rejoined(std::move(start), *rest.rdbuf());
    std::istream in(&rejoined);
    if (is_runs_table) {
      tables_ = true;
      std::vector<catalog::Problem> problems;
      catalog::each_run(in, name, problems, take_row_, given_);
      catalog::throw_if_any(problems);
    } else {
      import_.read_stream(in, name);
    }
  }

  void finish(const ImportReport& report) {
    if (import_.rows() == 0 && !tables_ && !import_.files().empty()) {
      throw nothing_read(import_);
    }
    if (!import_.files().empty() || !import_.names().uses().empty()) {
      report(import_);
    }
  }

 private:
  const catalog::Run& given_;
  RunImport import_;
  RunImport::Take take_row_;  ///< of tables
  bool tables_ = false;
};

}  // namespace

std::string start_of(std::istream& in) {
  std::string start(kStart, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(in.gcount()));
  return start;
}

bool has_tables(const std::string& path) {
  if (catalog::is_folder(path)) {
    const std::vector<std::filesystem::path> files = catalog::files_in(path);
    const auto is_tsv = [](const std::filesystem::path& file) { return file.extension() == ".tsv"; };
    return files.empty() || model::any_of(files, is_tsv);
  }
  return is_table(start_of(*catalog::open_input(path)));
}

void each_row(const catalog::Catalog& catalog,
              const std::vector<std::string>& paths,
              const catalog::Run& given,
              const ImportReport& report,
              const RunImport::Take& take,
              const FillReport& filled) {
  RowReader reader(catalog, given, take, filled);
  for (const std::string& path : paths) {
    reader.add_path(path);
  }
  reader.finish(report);
}

std::vector<catalog::Run> read_rows(const catalog::Catalog& catalog,
                                    const std::vector<std::string>& paths,
                                    const catalog::Run& given,
                                    const ImportReport& report) {
  std::vector<catalog::Run> rows;
  each_row(catalog, paths, given, report, [&](catalog::Run&& run) { rows.push_back(std::move(run)); });
  return rows;
}

std::vector<catalog::Run> read_rows_text(const catalog::Catalog& catalog,
                                         std::string text,
                                         const std::string& name,
                                         const catalog::Run& given,
                                         const ImportReport& report) {
  std::vector<catalog::Run> rows;
  std::istringstream nothing;
  each_row_stream(catalog, std::move(text), nothing, name, given, report, [&](catalog::Run&& run) {
    rows.push_back(std::move(run));
  });
  return rows;
}

void each_row_stream(const catalog::Catalog& catalog,
                     std::string start,
                     std::istream& rest,
                     const std::string& name,
                     const catalog::Run& given,
                     const ImportReport& report,
                     const RunImport::Take& take,
                     const FillReport& filled) {
  RowReader reader(catalog, given, take, filled);
  reader.add_stream(std::move(start), rest, name);
  reader.finish(report);
}

}  // namespace tokroof::formats
