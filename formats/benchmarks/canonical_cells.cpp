#include "formats/benchmarks/canonical_cells.hpp"

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/names.hpp"
#include "formats/benchmarks/import_names.hpp"

namespace tokroof {
namespace {

void need(bool found,
          const char* what,
          const std::string& typed,
          const std::string& option,
          std::vector<std::string> nearest) {
  if (!found) {
    throw InputError("unknown-name", fmt::format("unknown {} '{}'", what, typed), option, std::move(nearest));
  }
}

}  // namespace

void make_canonical(const Catalog& catalog, Run& run) {
  for (const auto& [cell, option] : {std::pair{&run.device, "--device"}, {&run.host_device, "--host"}}) {
    if (!cell->empty()) {
      const DeviceSet set = device_set(catalog, catalog.canonical("device", *cell));
      need(set.found, "device", *cell, option, catalog.nearest_devices(*cell));
      const Device* one = catalog.find_device(*cell);
      *cell = one != nullptr ? std::string(one->slug) : set.name;
    }
  }
  if (!run.model.empty()) {
    const Architecture* model = catalog.find_model(catalog.canonical("model", run.model));
    need(model != nullptr, "model", run.model, "--model", catalog.nearest_models(run.model));
    run.model = model->slug;
  }
  if (!run.quant.empty()) {
    need(is_known_quant(catalog, run.quant),
         "storage type",
         run.quant,
         "--quant",
         catalog.nearest_storage_types(run.quant));
  }
  if (!run.engine.empty()) {
    std::vector<std::string_view> names;
    for (const Engine& e : catalog.engines()) {
      names.push_back(e.name);
    }
    const Engine* engine = catalog.find_engine(catalog.canonical("engine", run.engine));
    need(engine != nullptr, "engine", run.engine, "--engine", nearest_names(run.engine, names));
    run.engine = engine->name;
  }
}

}  // namespace tokroof
