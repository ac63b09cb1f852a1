#pragma once
#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/count/memory.hpp"
#include "model/scenario.hpp"

namespace tokroof {

/// A run as far as no coefficient is needed: what a step does, and what must be in memory.
struct Counted {
  Scenario scenario;
  Step step;
  MemoryNeed memory;
  bool fits = false;  ///< what is read over a link or from storage included
};

/// Refused as resolve() and count() do.
Result<Counted> counted(const Catalog& catalog, const Run& run);

}  // namespace tokroof
