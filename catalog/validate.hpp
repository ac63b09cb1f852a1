#pragma once
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"
#include "catalog/run.hpp"

namespace tokroof::catalog {

/// datasets/runs.json: what each table is, and the names in it that no catalog knows on purpose.
struct TableFacts {
  std::string table;
  bool fit = true;
  std::string why;
};

struct RunsIndex {
  std::vector<TableFacts> tables;
  std::map<std::string, std::set<std::string>, std::less<>>
      unknown;  ///< by column: model, quant, interconnect, ...
};

RunsIndex read_runs_index(const std::filesystem::path& runs_json, std::vector<Problem>& problems);

/// Ranges and names of runs: device, host_device, model, quant and interconnect must be in the catalog (an
/// alias of any exactness will do) or be listed in the index.
std::vector<Problem> validate_runs(const Catalog& catalog,
                                   std::span<const Run> runs,
                                   const RunsIndex& index = {});

/// A whole datasets/ folder: catalogs, runs tables, index.
std::vector<Problem> validate_datasets(const std::filesystem::path& folder);

}  // namespace tokroof::catalog
