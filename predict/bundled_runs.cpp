#include "predict/bundled_runs.hpp"

#include <filesystem>
#include <iterator>

#include "catalog/catalog.hpp"
#include "catalog/input_file.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/validate.hpp"

namespace tokroof::predict {
namespace {

constexpr std::string_view kJudgedTable = "guide-1";  // figures to be judged, not evidence

void add_table(std::string text, const std::string& name, BundledRuns& out) {
  std::vector<catalog::Run> rows = catalog::read_runs_text(text, name);
  out.runs.insert(out.runs.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  out.texts.push_back(std::move(text));
}

void from_folder(const std::filesystem::path& folder, bool all, BundledRuns& out) {
  std::vector<catalog::Problem> problems;
  const catalog::RunsIndex index = catalog::read_runs_index(folder / "runs.json", problems);
  catalog::throw_if_any(problems);
  for (const catalog::TableFacts& table : index.tables) {
    if (table.fit || (all && table.table != kJudgedTable)) {
      const std::filesystem::path path = folder / "runs" / (table.table + ".tsv");
      add_table(catalog::read_text(path, catalog::kMostTableBytes), path.string(), out);
    }
  }
}

}  // namespace

BundledRuns embedded_runs(bool all) {
  BundledRuns out;
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    if (table.fit || (all && table.name != kJudgedTable)) {
      add_table(std::string(table.text), std::string(table.name) + ".tsv", out);
    }
  }
  return out;
}

BundledRuns bundled_runs(bool all, const std::string& datasets) {
  if (datasets.empty()) {
    return embedded_runs(all);
  }
  BundledRuns out;
  from_folder(datasets, all, out);
  return out;
}

}  // namespace tokroof::predict
