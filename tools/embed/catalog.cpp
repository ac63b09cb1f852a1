// tokroof_embed DATASETS OUT.cpp [drawn]: checks datasets/ and writes it as constant data. drawn: of the runs only what a drawing
// needs, for the page, which neither fits nor evaluates.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>

#include "catalog/hash.hpp"
#include "catalog/input_file.hpp"
#include "catalog/number.hpp"
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
  std::map<double, std::string> counted_builds;      ///< of llama.cpp, by number

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

  /// "b9870"; the earliest of the dates that tables give it.
  void add_counted(std::string_view engine, std::string_view version, std::string_view build) {
    const auto number =
        version.starts_with('b') ? tokroof::catalog::parse_number(version.substr(1)) : std::nullopt;
    if (!number || engine != "llama.cpp" || build.empty()) {
      return;
    }
    std::string& date = counted_builds[*number];
    if (date.empty() || build < date) {
      date = build;
    }
  }

  /// Later numbers are of later dates: what is dated later than a higher number was not upstream's.
  [[nodiscard]] std::vector<tokroof::catalog::CountedBuild> in_order() const {
    std::vector<tokroof::catalog::CountedBuild> out;
    for (auto build = counted_builds.rbegin(); build != counted_builds.rend(); ++build) {
      if (out.empty() || build->second <= out.back().date) {
        out.push_back({build->first, build->second});
      }
    }
    std::reverse(out.begin(), out.end());
    return out;
  }
};

Dates dates_of(const std::vector<tokroof::tools::TableText>& tables) {
  Dates dates;
  for (const tokroof::tools::TableText& table : tables) {
    std::vector<std::string_view> header;
    for (const std::string_view line : tokroof::catalog::split_at(table.text, '\n')) {
      const std::vector<std::string_view> cells = tokroof::catalog::split_at(line, '\t');
      if (header.empty()) {
        header = cells;
        continue;
      }
      const auto cell = [&](std::string_view title) {
        const std::size_t column = column_of(header, title);
        return column < cells.size() ? cells[column] : std::string_view();
      };
      dates.add(cell("date"), cell("engine"), cell("engine_date"));
      dates.add_counted(cell("engine"), cell("engine_version"), cell("engine_date"));
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
  std::uint64_t hash = tokroof::catalog::fnv1a("");
  for (const auto& file : files) {
    hash = tokroof::catalog::fnv1a(file.lexically_relative(folder).generic_string(), hash);
    hash =
        tokroof::catalog::fnv1a(tokroof::catalog::read_text(file, tokroof::catalog::kMostTableBytes), hash);
  }
  return fmt::format("{:016x}", hash);
}

void embed(const std::filesystem::path& folder, const std::filesystem::path& target, bool drawn) {
  using namespace tokroof;
  using namespace tokroof::tools;
  std::vector<catalog::Problem> problems;
  const catalog::RunsIndex index = catalog::read_runs_index(folder / "runs.json", problems);
  std::vector<TableText> tables;
  for (const catalog::TableFacts& table : index.tables) {
    tables.push_back(
        {table, catalog::read_text(folder / "runs" / (table.table + ".tsv"), catalog::kMostTableBytes)});
  }
  const std::string claims = catalog::read_text(folder / "claims" / "claims.tsv", catalog::kMostTableBytes);
  const Dates dates = dates_of(tables);
  if (drawn) {
    std::erase_if(tables, [](const TableText& table) { return !table.facts.fit; });
    for (TableText& table : tables) {
      table.text = drawn_columns(table.text);
    }
  }
  std::vector<catalog::OldestBuild> oldest;
  for (const auto& [engine, date] : dates.oldest_builds) {
    oldest.push_back({engine, date});
  }
  const std::vector<catalog::CountedBuild> counted = dates.in_order();
  const std::string fingerprint = fingerprint_of(folder);
  std::ofstream out(target, std::ios::binary);
  out << embedded_source(catalog::Catalog::load(folder),
                         tables,
                         claims,
                         {fingerprint, dates.newest, oldest, counted},
                         drawn)
      << std::flush;
  if (!out) {
    throw catalog::InputError("bad-file", "cannot write the file", target.string());
  }
}

int run(int argc, char** argv) {
  const bool drawn = argc == 4 && std::string_view(argv[3]) == "drawn";
  if (argc != 3 && !drawn) {
    fmt::print(stderr, "usage: tokroof_embed DATASETS OUT.cpp [drawn]\n");
    return 2;
  }
  const std::vector<tokroof::catalog::Problem> problems = tokroof::catalog::validate_datasets(argv[1]);
  for (const tokroof::catalog::Problem& problem : problems) {
    const std::string hint = problem.suggestions.empty()
                                 ? ""
                                 : fmt::format(" (nearest: {})", fmt::join(problem.suggestions, ", "));
    fmt::print(stderr, "{}: error: {}{}\n", problem.where, problem.message, hint);
  }
  if (!problems.empty()) {
    return 1;
  }
  embed(argv[1], argv[2], drawn);
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
