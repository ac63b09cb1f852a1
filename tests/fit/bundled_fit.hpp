#pragma once
#include "catalog/runs_table.hpp"
#include "fit/fit.hpp"
#include "fit/weights.hpp"
#include "tests/runs_as_text.hpp"

namespace tokroof::test {

/// The tables that take part in the fit.
inline std::vector<catalog::Run> fitted_runs() {
  std::vector<catalog::Run> runs;
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    if (table.fit) {
      const std::vector<catalog::Run> rows = catalog::read_runs_text(table.text, table.name);
      runs.insert(runs.end(), rows.begin(), rows.end());
    }
  }
  return runs;
}

/// One fit of the bundled runs for all tests that only look at it.
inline const fit::Fit& bundled_fit() {
  static const std::unique_ptr<fit::Fit> fit = fit::fit_runs(catalog::Catalog::bundled(), fitted_runs());
  return *fit;
}

}  // namespace tokroof::test
