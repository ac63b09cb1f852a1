#include "predict/counted.hpp"

#include <utility>

#include "catalog/resolve.hpp"
#include "model/count.hpp"

namespace tokroof::predict {

model::Result<Counted> counted(const catalog::Catalog& catalog, const catalog::Run& run) {
  auto scenario = catalog::resolve(catalog, run);
  if (!scenario) {
    return scenario.refusal();
  }
  auto step = model::count(*scenario, model::WeightCheck::leave);
  if (!step) {
    return step.refusal();
  }
  Counted c{std::move(*scenario), std::move(*step), {}};
  c.memory = model::memory_need(c.scenario, c.step);
  c.fits = model::place_beyond_memory(c.scenario, c.memory, c.step);
  return c;
}

}  // namespace tokroof::predict
