#include "catalog/run_class.hpp"

#include <cmath>

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/placement.hpp"

namespace tokroof::catalog {
namespace {

std::string whole(double value, double otherwise) {
  return std::to_string(static_cast<long>(std::isnan(value) ? otherwise : value));
}

std::string one_device_class(const Catalog& catalog, const Run& run, double depth) {
  if (depth >= kDeepTokens) {
    return "deep";
  }
  const model::Device* entry = catalog.find_device(run.device);  // mostly neither a set nor a machine
  const model::DeviceKind kind = entry != nullptr && entry->kind != model::DeviceKind::system
                                     ? entry->kind
                                     : device_set(catalog, run.device).device.kind;
  const bool unified = kind == model::DeviceKind::apu || kind == model::DeviceKind::soc;
  const model::Architecture* model = catalog.find_model(run.model);
  const bool mixture = model != nullptr && model->experts > 1;
  return std::string(unified ? "unified" : "single") + (mixture ? "-moe" : "-dense");
}

/// Whether a processor does the work, by the row or by its engine's custom.
bool decodes_on_host(const Catalog& catalog, const Run& run) {
  if (runs_on_host(run) || !run.backend.empty()) {
    return runs_on_host(run);
  }
  const DeviceSet set = device_set(catalog, run.device);
  return set.found && leaves_graphics_idle(catalog, set.device, run.engine) != nullptr;
}

}  // namespace

std::string run_class(const Catalog& catalog, const Run& run) {
  return run_class(catalog, run, run.depth, run.concurrency);
}

std::string run_class(const Catalog& catalog, const Run& run, double depth, double concurrency) {
  if (drafts(run)) return "speculative";
  if (decodes_on_host(catalog, run)) return "cpu";
  if (puts_on_host(catalog, run)) return "experts-cpu";
  if (concurrency > 1) return "batch";
  if (run.n_devices > 1) {
    const bool by_rows = run.split.value() == model::Split::row;
    const bool as_layers = by_rows && !run.backend.empty() &&
                           !splits_rows(catalog, engine_family(catalog, run.engine), run.backend);
    return as_layers ? "layer" : states_split(run) ? run.split.text() : "unknown-split";
  }
  return one_device_class(catalog, run, depth);
}

std::string run_cell(const Run& run) {
  return run.source + "|" + run.device + "|" + whole(run.n_devices, 1) + "|" + run.split.text() + "|" +
         run.model;
}

std::string run_session(const Run& run) {
  return run.url + "|" + run.device + "|" + whole(run.n_devices, 1) + run.split.text() + "|" + run.engine +
         "|" + run.backend + "|" + run.host;
}

}  // namespace tokroof::catalog
