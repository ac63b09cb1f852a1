#pragma once
#include <string>
#include <vector>

#include "catalog/run.hpp"

namespace tokroof::predict {

/// Rows of runs tables.
struct BundledRuns {
  std::vector<catalog::Run> runs;
  std::vector<std::string> texts;  ///< what was read, for the fingerprint
};

/// The tables that take part in the fit, or (all) every table that is evidence: those compiled in.
BundledRuns embedded_runs(bool all = false);

/// The same, or those of a datasets folder where one is named.
BundledRuns bundled_runs(bool all = false, const std::string& datasets = {});

}  // namespace tokroof::predict
