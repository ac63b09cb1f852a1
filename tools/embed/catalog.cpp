// tokroof_embed DATASETS OUT.cpp: checks datasets/ and writes it as constant data.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "catalog/hash.hpp"
#include "catalog/input_file.hpp"
#include "catalog/text.hpp"
#include "catalog/validate.hpp"
#include "tools/embed/writer.hpp"

namespace {

/// The largest date in the column of that name.
std::string newest_date(const std::vector<tokroof::TableText>& tables) {
  std::string newest;
  for (const tokroof::TableText& table : tables) {
    std::size_t column = std::string_view::npos;
    for (std::string_view rest = table.text; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const auto cells = tokroof::split_at(line, '\t');
      if (column == std::string_view::npos) {
        column = static_cast<std::size_t>(std::find(cells.begin(), cells.end(), "date") - cells.begin());
      } else if (column < cells.size() && cells[column].size() == 10 && cells[column] > newest) {
        newest = cells[column];
      }
    }
  }
  return newest;
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
  std::ofstream out(target, std::ios::binary);
  out << embedded_source(Catalog::load(folder), tables, claims, fingerprint_of(folder), newest_date(tables))
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
