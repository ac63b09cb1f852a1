// tokroof_embed DATASETS OUT.cpp: checks datasets/ and writes it as constant data.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "catalog/input_file.hpp"
#include "catalog/validate.hpp"
#include "tools/embed/writer.hpp"

namespace {

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
  out << embedded_source(Catalog::load(folder), tables, claims) << std::flush;
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
