#pragma once
#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/count/memory.hpp"
#include "model/scenario.hpp"

namespace tokroof::predict {

/// A run as far as no coefficient is needed: what a step does, and what must be in memory.
struct Counted {
  model::Scenario scenario;
  model::Step step;
  model::MemoryNeed memory;
  bool fits = false;  ///< what is read over a link or from storage included
};

/// Refused as resolve() and count() do.
model::Result<Counted> counted(const catalog::Catalog& catalog, const catalog::Run& run);

}  // namespace tokroof::predict
