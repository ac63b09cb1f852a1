#include "predict/counted.hpp"

#include "catalog/resolve.hpp"
#include "model/count.hpp"

namespace tokroof::predict {

model::Result<Counted> counted(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto scenario = catalog::resolve(catalog, run);
  if (!scenario) {
    return scenario.refusal();
  }
  const auto step = model::count(*scenario, model::WeightCheck::leave);
  if (!step) {
    return step.refusal();
  }
  Counted c{*scenario, *step, model::memory_need(*scenario, *step)};
  c.fits = model::place_beyond_memory(c.scenario, c.memory, c.step);
  return c;
}

}  // namespace tokroof::predict
