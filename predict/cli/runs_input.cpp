#include "predict/cli/runs_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "catalog/runs_table.hpp"
#include "catalog/validate.hpp"
#include "predict/cli/import_report.hpp"
#include "predict/importers/import_json.hpp"

namespace tokroof::cli {
namespace {

constexpr std::string_view kJudgedTable = "guide-1";  // figures to be judged, not evidence

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw InputError("bad-file", "cannot be opened", path.string());
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

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

void add_table(std::string text, const std::string& name, BundledRuns& out) {
  std::vector<Run> rows = read_runs_text(text, name);
  out.runs.insert(out.runs.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  out.texts.push_back(std::move(text));
}

void from_folder(const std::filesystem::path& folder, bool all, BundledRuns& out) {
  std::vector<Problem> problems;
  const RunsIndex index = read_runs_index(folder / "runs.json", problems);
  throw_if_any(problems);
  for (const TableFacts& table : index.tables) {
    if (table.fit || (all && table.table != kJudgedTable)) {
      const std::filesystem::path path = folder / "runs" / (table.table + ".tsv");
      add_table(read_text(path), path.string(), out);
    }
  }
}

}  // namespace

std::vector<Run> read_runs_from(const std::vector<std::string>& paths, const Catalog& catalog) {
  std::vector<Run> out;
  RunImport import(catalog, {}, [&](Run&& run) { out.push_back(std::move(run)); });
  bool tables = false;
  for (const std::string& path : paths) {
    const std::string text = path == "-" ? standard_input() : std::string();
    if (path == "-" ? is_table(text) : has_tables(path)) {
      std::vector<Run> rows =
          path == "-" ? read_runs_text(text, "standard input") : read_runs(std::filesystem::path(path));
      out.insert(out.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
      tables = true;
    } else if (path == "-") {
      std::istringstream in(text);
      import.read_stream(in, "standard input");
    } else {
      import.read_path(path);
    }
  }
  if (!import.files().empty()) {
    if (import.rows() == 0 && !tables) {
      throw nothing_read(import);
    }
    report_import(import);
  }
  return out;
}

BundledRuns bundled_runs(Session& session, bool all) {
  BundledRuns out;
  if (!session.datasets().empty()) {
    from_folder(session.datasets(), all, out);
    return out;
  }
  for (const EmbeddedTable& table : bundled_tables()) {
    if (table.fit || (all && table.name != kJudgedTable)) {
      add_table(std::string(table.text), std::string(table.name), out);
    }
  }
  return out;
}

std::vector<Run> judged_runs(Session& session) {
  if (!session.datasets().empty()) {
    return read_runs(std::filesystem::path(session.datasets()) / "runs" /
                     (std::string(kJudgedTable) + ".tsv"));
  }
  for (const EmbeddedTable& table : bundled_tables()) {
    if (table.name == kJudgedTable) {
      return read_runs_text(table.text, table.name);
    }
  }
  return {};
}

void add_runs_options(CLI::App& command, std::vector<std::string>& paths) {
  command.add_option(
      "--runs,FILE",
      paths,
      "Runs tables, what benchmark tools write (see import), or folders of them; - is standard input");
}

void write_file(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".part";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code failed;
  if (out) {
    std::filesystem::rename(temporary, path, failed);
  }
  if (!out || failed) {
    std::filesystem::remove(temporary, failed);
    throw InputError("bad-file", "cannot be written", path);
  }
}

void show_progress(std::string_view what, std::size_t done, std::size_t all) {
  if (isatty(STDERR_FILENO) == 0) {
    return;
  }
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = all > 0 ? kWidth * done / all : kWidth;
  fmt::print(stderr,
             "\r{} [{}{}] {}/{}{}",
             what,
             std::string(filled, '#'),
             std::string(kWidth - filled, '.'),
             done,
             all,
             done == all ? "\n" : "");
  std::fflush(stderr);
}

}  // namespace tokroof::cli
