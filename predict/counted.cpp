#include "predict/counted.hpp"

#include "catalog/resolve.hpp"
#include "model/count.hpp"

namespace tokroof {

Result<Counted> counted(const Catalog& catalog, const Run& run) {
  const auto scenario = resolve(catalog, run);
  if (!scenario) {
    return scenario.refusal();
  }
  const auto step = count(*scenario, WeightCheck::leave);
  if (!step) {
    return step.refusal();
  }
  Counted c{*scenario, *step, memory_need(*scenario, *step)};
  c.fits = place_beyond_memory(c.scenario, c.memory, c.step);
  return c;
}

}  // namespace tokroof
