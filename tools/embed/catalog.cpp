// tokroof_embed DATASETS OUT.cpp: checks datasets/ and writes it as constant data.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>

#include "catalog/hash.hpp"
#include "catalog/input_file.hpp"
#include "catalog/text.hpp"
#include "catalog/validate.hpp"
#include "tools/embed/writer.hpp"

namespace {

/// Where a column stands in a table's header; past its end: it has none of that name.
std::size_t column_of(const std::vector<std::string_view>& header, std::string_view title) {
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), title) - header.begin());
}

/// When runs were measured, and with which builds.
struct Dates {
  std::string newest;
  std::map<std::string, std::string> oldest_builds;  ///< by engine, as the tables name it

  void add(std::string_view date, std::string_view engine, std::string_view build) {
    if (date.size() == 10 && date > newest) {
      newest = date;
    }
    const std::string_view built = build.empty() ? date : build;
    if (engine.empty() || built.empty()) {
      return;
    }
    std::string& oldest = oldest_builds[std::string(engine)];
    if (oldest.empty() || built < oldest) {
      oldest = built;
    }
  }
};

Dates dates_of(const std::vector<tokroof::TableText>& tables) {
  Dates dates;
  for (const tokroof::TableText& table : tables) {
    std::vector<std::string_view> header;
    for (const std::string_view line : tokroof::split_at(table.text, '\n')) {
      const std::vector<std::string_view> cells = tokroof::split_at(line, '\t');
      if (header.empty()) {
        header = cells;
        continue;
      }
      const auto cell = [&](std::string_view title) {
        const std::size_t column = column_of(header, title);
        return column < cells.size() ? cells[column] : std::string_view();
      };
      dates.add(cell("date"), cell("engine"), cell("engine_date"));
    }
  }
  return dates;
}

/// Of every file but the fit, in the order of their names.
std::string fingerprint_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string kind = entry.path().extension().string();
    if ((kind == ".json" || kind == ".tsv") && entry.path().filename() != "coefficients.json") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::uint64_t hash = tokroof::fnv1a("");
  for (const auto& file : files) {
    hash = tokroof::fnv1a(file.lexically_relative(folder).generic_string(), hash);
    hash = tokroof::fnv1a(tokroof::read_text(file, tokroof::kMostTableBytes), hash);
  }
  return fmt::format("{:016x}", hash);
}

void embed(const std::filesystem::path& folder, const std::filesystem::path& target) {
  using namespace tokroof;
  std::vector<Problem> problems;
  const RunsIndex index = read_runs_index(folder / "runs.json", problems);
  std::vector<TableText> tables;
  for (const TableFacts& table : index.tables) {
    tables.push_back({table, read_text(folder / "runs" / (table.table + ".tsv"), kMostTableBytes)});
  }
  const std::string claims = read_text(folder / "claims" / "claims.tsv", kMostTableBytes);
  const Dates dates = dates_of(tables);
  std::vector<OldestBuild> oldest;
  for (const auto& [engine, date] : dates.oldest_builds) {
    oldest.push_back({engine, date});
  }
  const std::string fingerprint = fingerprint_of(folder);
  std::ofstream out(target, std::ios::binary);
  out << embedded_source(Catalog::load(folder), tables, claims, {fingerprint, dates.newest, oldest})
      << std::flush;
  if (!out) {
    throw InputError("bad-file", "cannot write the file", target.string());
  }
}

int run(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: tokroof_embed DATASETS OUT.cpp\n");
    return 2;
  }
  const std::vector<tokroof::Problem> problems = tokroof::validate_datasets(argv[1]);
  for (const tokroof::Problem& problem : problems) {
    const std::string hint = problem.suggestions.empty()
                                 ? ""
                                 : fmt::format(" (nearest: {})", fmt::join(problem.suggestions, ", "));
    fmt::print(stderr, "{}: error: {}{}\n", problem.where, problem.message, hint);
  }
  if (!problems.empty()) {
    return 1;
  }
  embed(argv[1], argv[2]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "tokroof_embed: {}\n", error.what());
    return 1;
  }
}
