#pragma once
#include "catalog/runs_table.hpp"
#include "fit/fit.hpp"
#include "fit/weights.hpp"

namespace tokroof::test {

/// The tables that take part in the fit.
inline std::vector<Run> fitted_runs() {
  std::vector<Run> runs;
  for (const EmbeddedTable& table : bundled_tables()) {
    if (table.fit) {
      const std::vector<Run> rows = read_runs_text(table.text, table.name);
      runs.insert(runs.end(), rows.begin(), rows.end());
    }
  }
  return runs;
}

/// One fit of the bundled runs for all tests that only look at it.
inline const Fit& bundled_fit() {
  static const std::unique_ptr<Fit> fit = fit_runs(Catalog::bundled(), fitted_runs());
  return *fit;
}

/// Rows of one small table: quick to fit.
inline std::vector<Run> runs_of(std::string_view table_name) {
  for (const EmbeddedTable& table : bundled_tables()) {
    if (table.name == table_name) {
      return read_runs_text(table.text, table.name);
    }
  }
  return {};
}

}  // namespace tokroof::test
