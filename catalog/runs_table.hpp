#pragma once
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/input_error.hpp"
#include "catalog/run.hpp"
#include "catalog/tsv.hpp"

namespace tokroof::catalog {

/// One table, or all *.tsv of a folder in the order of their names.
std::vector<std::filesystem::path> runs_files(const std::filesystem::path& path);
/// `name` is what problems are reported under; Run::table is its stem.
std::vector<Run> read_runs_text(std::string_view text, std::string_view name);
/// The same, but collects every problem; rows that have one are left out.
std::vector<Run> read_runs_text(std::string_view text, std::string_view name, std::vector<Problem>& problems);

/// The same a row at a time: what is not kept takes no memory. `given`: what is stated beside the table, whose columns may
/// be missing.
using TakeRun = std::function<void(Run&&)>;
void each_run(std::string_view text,
              std::string_view name,
              std::vector<Problem>& problems,
              const TakeRun& take,
              const Run& given = {});
void each_run(std::istream& in,
              std::string_view name,
              std::vector<Problem>& problems,
              const TakeRun& take,
              const Run& given = {});
/// All of runs_files(path). Throws InputError (bad-file) with file:line:column of the first problem; rows before it have
/// been given.
void each_run(const std::filesystem::path& path, const TakeRun& take, const Run& given = {});

/// Whether a line is the header of a runs table: it has two of its columns, one of them a rate.
bool looks_like_runs_table(std::string_view line);

/// A table a line at a time, for those that do not fit into memory. A row with a problem is none.
class RunsReader {
 public:
  explicit RunsReader(std::string_view name, const Run& given = {});
  RunsReader(const RunsReader&) = delete;
  RunsReader& operator=(const RunsReader&) = delete;
  /// False: it is not one.
  bool header(std::string_view line, int number, std::vector<Problem>& problems);
  /// `cut`: the text ends with this line, without a line break.
  std::optional<Run> row(std::string_view line, int number, std::vector<Problem>& problems, bool cut = false);

 private:
  bool needs_device_, needs_model_;
  std::string stem_, header_;
  Tsv table_;
  std::vector<int> from_;
};

bool is_runs_column(std::string_view title);
/// Puts a cell into a row as reading a table does; what is wrong with it, or nothing.
std::string set_cell(Run& run, std::string_view column, std::string_view text);

/// Numbers that a table may not hold become unknown; what was wrong with each, in words.
std::vector<std::string> keep_in_range(Run& run);

/// A cell as it is written; `number`: kUnknown for text and empty cells.
struct RunCell {
  std::string_view column;
  std::string text;
  double number = model::kUnknown;
};
std::vector<RunCell> cells_of(const Run& run);

/// Where a row stands: "guide-1:13"; "the figure" where it is in no table.
std::string place(const Run& run);

/// All columns, tab-separated, numbers in the shortest form that reads back to the same value. Control
/// characters in text become blanks: a cell can never break the table.
void write_runs_header(std::ostream& out);
void write_run(std::ostream& out, const Run& run);

}  // namespace tokroof::catalog
